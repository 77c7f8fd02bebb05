import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const vitest = file('../../node_modules/vitest/vitest.mjs');
const reporter = file('skip-reporter.ts');

describe('the end of a test run', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'kedge-skips-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function run(code: string, env: Record<string, string> = {}) {
    await writeFile(join(root, 'some.test.ts'), code);
    const args = [vitest, 'run', '--globals', `--root=${root}`, `--reporter=${reporter}`];
    const plain = { ...process.env, CI: '', KEDGE_FORBID_SKIPS: '', ...env };
    return new Promise<{ readonly lines: readonly string[]; readonly failed: boolean }>((resolve) => {
      execFile(process.execPath, args, { cwd: root, env: plain }, (error, stdout) => {
        resolve({ lines: stdout.trim().split('\n'), failed: error !== null });
      });
    });
  }

  it('is the line of counts, after what was skipped with its reason', async () => {
    const { lines, failed } = await run(`
      it('one', () => {});
      describe.skip('ports (needs a user that is not root)', () => { it('a', () => {}); it('b', () => {}); });`);
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 2 skipped');
    expect(lines).toContain('     2  ports (needs a user that is not root)  some.test.ts');
    expect(failed).toBe(false);
  });

  it('counts a hook that failed, so that the tests it left out do not read as skipped for a reason', async () => {
    const { lines, failed } = await run(`
      describe('cloud', () => { beforeAll(() => { throw new Error('down'); }); it('a', () => {}); });`);
    expect(lines.at(-1)).toBe('0 passed, 1 failed, 1 skipped');
    expect(lines.join('\n')).toContain('cloud > a (its suite failed)');
    expect(failed).toBe(true);
  });

  it('counts a file that cannot be loaded', async () => {
    const { lines, failed } = await run(`import './nowhere.ts';`);
    expect([lines.at(-1), failed]).toEqual(['0 passed, 1 failed, 0 skipped', true]);
  });

  it('fails when a part that is said to be missing is here', async () => {
    const code = `it('one', () => {}); describe.skip('plans (needs the corpus)', () => { it('a', () => {}); });`;
    const { lines, failed } = await run(code, { KEDGE_FORBID_SKIPS: 'corpus' });
    expect([lines.at(-1), failed]).toEqual(['1 passed, 1 failed, 1 skipped', true]);
    expect(lines).toContain(
      'May not be skipped, because corpus is here: plans (needs the corpus)  some.test.ts',
    );
  });
});
