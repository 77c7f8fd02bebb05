import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENGINES } from '#adapters/engines/terraform/testing/stack-fixture.ts';
import type { Report } from '#domain/drift/report.ts';
import { kedgeCommand } from '#test/run-kedge.ts';
import { createFastFixture, REQUIRED, type FastFixture } from './fast-fixture.ts';

const missing = ENGINES.some(({ name, missing: absent }) => name === 'terraform' && absent);

describe.skipIf(missing)('the command line of fast scans (needs terraform on the PATH)', () => {
  let fixture: FastFixture;

  beforeAll(async () => {
    fixture = await createFastFixture();
    await fixture.write({
      'stack/main.tf': `${REQUIRED}resource "light_thing" "a" {\n  name   = "a"\n  number = 1\n}\n`,
      'stack/kedge.yaml': `defaults:\n  env: ['LIGHT_*']\nprovider_mirror: ${fixture.mirror}\n`,
    });
    await fixture.apply();
    await fixture.change('light_thing', 'a', { number: 5 });
  });
  beforeEach(() => fixture.faults({}));
  afterAll(() => fixture.remove());

  const kedge = async (...args: readonly string[]) => {
    const { LIGHT_CLOUD = '', LIGHT_FAULTS = '' } = fixture.env;
    const run = await kedgeCommand({ LIGHT_CLOUD, LIGHT_FAULTS });
    return run(args, fixture.folder());
  };
  const wayOf = (stdout: string): unknown => (JSON.parse(stdout) as Report).stacks[0]?.way;

  it('verify compares both ways and says that they are the same', async () => {
    const { exitCode, stdout, stderr } = await kedge('fast', 'verify');
    expect(exitCode, stderr).toBe(0);
    expect(stdout.match(/^ {2}same /gm)).toHaveLength(5);
  });

  it('verify ends with 1, names the part, and keeps both answers when they differ', async () => {
    await fixture.faults({ lieInPlainText: true });
    const { exitCode, stdout } = await kedge('fast', 'verify', '.');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('DIFFERS  plan as JSON');
    expect(stdout).toContain('both answers, which hold secrets, are in');
    const { stdout: json } = await kedge('fast', 'verify', '--json');
    expect(JSON.parse(json)).toMatchObject([
      { id: '.', comparison: { parts: [{ same: true }, {}, {}, {}, {}] } },
    ]);
  });

  it('a scan says which way was used, and why', async () => {
    const fast = await kedge('scan', '--json', '-v');
    expect(fast.exitCode, fast.stderr).toBe(2);
    expect(wayOf(fast.stdout)).toEqual({ used: 'fast', why: null });
    expect(fast.stderr).toContain('fast: registry.terraform.io/kedge/light: 1 started');
    const bare = await kedge('scan', '--json', '--no-fast');
    expect(wayOf(bare.stdout)).toEqual({ used: 'bare', why: 'it is switched off for this stack' });
    const { way: _, ...rest } = (JSON.parse(bare.stdout) as Report).stacks[0] ?? {};
    expect((JSON.parse(fast.stdout) as Report).stacks[0]).toMatchObject(rest);
  });

  it('the doctor says that it is available', async () => {
    const { stdout } = await kedge('doctor', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ name: 'fast scans', result: 'ok' })]),
    });
  });
});
