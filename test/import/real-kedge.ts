import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { MotoStack } from '#test/moto-stack.ts';
import type { ToldImport } from './import-steps.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const run = promisify(execFile);

/** Runs the real command line in the stack's folder; rejects with what it said when it ends with anything but 0. */
export async function runKedge(stack: MotoStack, args: readonly string[]): Promise<ToldImport> {
  const env = { ...stack.env, KEDGE_ACTOR: 'Ada Keeper <ada@example.com>', GIT_CONFIG_NOSYSTEM: '1' };
  const { stdout } = await run(process.execPath, [MAIN, ...args], { cwd: stack.folder, env });
  return JSON.parse(stdout) as ToldImport;
}
