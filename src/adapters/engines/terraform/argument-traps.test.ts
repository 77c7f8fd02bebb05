import { describe, expect, it } from 'vitest';
import { findArgumentTrap } from './argument-traps.ts';
import { createStackFixture } from './testing/stack-fixture.ts';

describe('words that the environment adds to a plan', () => {
  it.each([
    ['TF_CLI_ARGS', '-target=a.b'],
    ['TF_CLI_ARGS_plan', '-target a.b'],
    ['TF_CLI_ARGS_plan', '-parallelism=5 --target=a.b'],
    ['TF_CLI_ARGS_plan', '-target-file=x'],
    ['TF_CLI_ARGS_plan', '-exclude=a.b'],
    ['TF_CLI_ARGS_plan', '-refresh-only'],
    ['TF_CLI_ARGS_plan', '-destroy'],
    ['TF_CLI_ARGS_plan', '"-destroy"'],
    ['TF_CLI_ARGS_plan', '-replace=a.b'],
    ['TF_CLI_ARGS_plan', '-generate-config-out=x.tf'],
    ['TF_CLI_ARGS_plan', '-minimal-refresh'],
    ['TF_CLI_ARGS_plan', '-state=other.tfstate'],
    ['TF_CLI_ARGS_plan', '-out=mine'],
    ['TF_CLI_ARGS_init', '-force-copy'],
    ['TF_CLI_ARGS_init', '-migrate-state'],
    ['TF_CLI_ARGS', '-upgrade'],
  ])('%s=%s makes the answer incomplete', (variable, value) => {
    const option = /-([a-z]+(?:-[a-z]+)*)/.exec(value.replace('-parallelism=5 ', ''))?.[0] ?? '';
    const trap = findArgumentTrap({ [variable]: value });
    expect(trap?.reason).toBe('incomplete');
    expect(trap?.detail).toContain(`${variable} holds`);
    expect(trap?.detail).toContain(option);
  });

  it.each([
    ['TF_CLI_ARGS_plan', '-parallelism=5 -var-file=x.tfvars'],
    ['TF_CLI_ARGS_plan', '-refresh=true'],
    ['TF_CLI_ARGS_plan', '-var outside=1'],
    ['TF_CLI_ARGS_apply', '-target=a.b'],
    ['TF_CLI_ARGS_init', '-backend-config=x.hcl'],
  ])('%s=%s is let through', (variable, value) => {
    expect(findArgumentTrap({ [variable]: value })).toBeNull();
  });

  it('stop the scan before anything but the version is asked', async () => {
    const fixture = await createStackFixture('terraform');
    try {
      await fixture.write({ 'stack/main.tf': '' });
      fixture.env['TF_CLI_ARGS_plan'] = '-target=a.b';
      const binary = await fixture.fakeEngine(
        `[ "$1" = version ] && echo '{"terraform_version":"1.11.4"}' && exit 0; exit 1`,
      );
      expect(await fixture.plan({ binary })).toMatchObject({ kind: 'unknown', reason: 'incomplete' });
      expect(fixture.log).toEqual([]);
    } finally {
      await fixture.remove();
    }
  });
});
