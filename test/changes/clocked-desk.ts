import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { run } from '@stricli/core';
import { onTestFinished } from 'vitest';
import { kedgeApplication } from '#cli/application.ts';
import type { KedgeContext } from '#cli/context.ts';
import type { KedgeRun } from '#test/run-kedge.ts';

export const ANA = 'Ana Diaz <ana@example.com>';
export const BO = 'Bo Li <bo@example.com>';

/** A repository and the command line in it, by a clock that jumps over what is waited for. */
export interface ClockedDesk {
  readonly folder: string;
  nowMs(): number;
  readonly as: (person: string, ...args: readonly string[]) => Promise<KedgeRun>;
}

const git = promisify(execFile);

export async function clockedDesk(
  files: Readonly<Record<string, string>>,
  startMs: number,
  env: Readonly<Record<string, string>> = {},
): Promise<ClockedDesk> {
  const root = await mkdtemp(join(tmpdir(), 'kedge-clocked-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, 'shop');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', 'changes'],
    ['-c', 'user.name=Ana', '-c', 'user.email=ana@example.com', 'commit', '-q', '-m', 'A change is declared'],
  ]) {
    await git('git', args, { cwd: folder });
  }
  let now = startMs;
  const whole = {
    PATH: process.env['PATH'] ?? '',
    HOME: root,
    KEDGE_CACHE_DIR: join(root, 'cache'),
    ...env,
  };
  return {
    folder,
    nowMs: () => now,
    as: async (person, ...args) => {
      let [stdout, stderr] = ['', ''];
      const context: KedgeContext = {
        process: {
          stdout: { write: (text) => (stdout += text) },
          stderr: { write: (text) => (stderr += text) },
        },
        env: { ...whole, KEDGE_ACTOR: person },
        cwd: folder,
        version: '0.1.0',
        signal: new AbortController().signal,
        clock: {
          now: () => new Date(now),
          wait: async (ms) => {
            now += ms;
          },
        },
      };
      await run(kedgeApplication('0.1.0'), args, context);
      const { exitCode = null } = context.process;
      return { exitCode: exitCode === null ? 0 : Number(exitCode), stdout, stderr };
    },
  };
}
