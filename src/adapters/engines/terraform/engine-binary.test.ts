import { join } from 'node:path';
import { readFile, utimes } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { versionProblem } from './engine-binary.ts';
import { createStackFixture, ENGINES, type StackFixture } from './testing/stack-fixture.ts';

let fixture: StackFixture;
beforeEach(async () => {
  fixture = await createStackFixture('terraform');
  await fixture.write({ 'stack/main.tf': '' });
});
afterEach(() => fixture.remove());

describe('finding an engine', () => {
  it.each(ENGINES.filter(({ missing }) => !missing))(
    'gives the path and version of $name, which is on the PATH',
    async ({ name }) => {
      expect(await fixture.engine().find(name, null)).toMatchObject({
        found: { name, version: expect.stringMatching(/^\d/) as string },
      });
    },
  );

  it('says where to get it when it is not on the PATH', async () => {
    fixture.env['PATH'] = join(fixture.root, 'bin');
    const outcome = await fixture.plan();
    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'engine_missing', engine: null });
    expect(outcome.kind === 'unknown' && outcome.detail).toBe(
      'Terraform was not found: there is no "terraform" on the PATH. Install it from https://developer.hashicorp.com/terraform/install, or name its path in kedge.yaml (binary).',
    );
    expect(await fixture.engine().find('tofu', null)).toEqual({
      missing:
        'OpenTofu was not found: there is no "tofu" on the PATH. Install it from https://opentofu.org/docs/intro/install/, or name its path in kedge.yaml (binary).',
    });
  });

  it('says which path does not lead to a program', async () => {
    expect(await fixture.engine().find('terraform', '/nowhere/terraform')).toEqual({
      missing: expect.stringContaining('there is no program at "/nowhere/terraform"') as string,
    });
  });

  it('says so when a program does not tell its version', async () => {
    const binary = await fixture.fakeEngine('echo broken >&2; exit 3');
    expect(await fixture.engine().find('terraform', binary)).toEqual({
      missing: expect.stringMatching(/did not tell its version \(exit 3: broken\)/) as string,
    });
  });

  it('does not let words meant for plans disturb the version', async () => {
    fixture.env['TF_CLI_ARGS'] = '-var=x=1';
    const answer = await fixture.engine().find('terraform', null);
    const installed = ENGINES.some(({ name, missing }) => name === 'terraform' && !missing);
    expect('found' in answer).toBe(installed);
  });

  it.each([
    ['Terraform v0.12.31', 'unsupported_version'],
    ['{"terraform_version":"1.0.11"}', 'unsupported_version'],
  ])('that answers %s gives %s', async (answer, reason) => {
    const binary = await fixture.fakeEngine(`echo '${answer}'`);
    const outcome = await fixture.plan({ binary });
    expect(outcome).toMatchObject({ kind: 'unknown', reason });
    expect(outcome.kind === 'unknown' && outcome.detail).toMatch(/needs 1\.1 or later/);
  });

  it('asks again when the file changes, and only then', async () => {
    const count = join(fixture.root, 'count');
    const binary = await fixture.fakeEngine(`echo x >> '${count}'; echo '{"terraform_version":"1.11.4"}'`);
    const engine = fixture.engine();
    await engine.find('terraform', binary);
    await engine.find('terraform', binary);
    expect(await readFile(count, 'utf8')).toBe('x\n');
    await utimes(binary, new Date(0), new Date(0));
    await engine.find('terraform', binary);
    expect(await readFile(count, 'utf8')).toBe('x\nx\n');
  });
});

describe('a version', () => {
  it.each([
    ['1.1.0', true],
    ['1.11.4', true],
    ['2.0.0', true],
    ['1.9.0-beta1', true],
    ['1.0.11', false],
    ['0.15.5', false],
  ])('%s is supported: %s', (version, supported) => {
    expect(versionProblem({ name: 'terraform', binary: 'x', version }) === null).toBe(supported);
  });
});
