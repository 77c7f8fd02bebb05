import { rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findProgram } from '#platform/find-program.ts';
import { takeOwnerLock } from '#platform/owner-lock.ts';
import type { PrivateCache } from '#platform/private-cache.ts';
import { runProcess, type ProcessResult } from '#platform/run-process.ts';

export type MotoProgram =
  | { readonly program: string; readonly how: 'on the PATH' | 'in the private cache' }
  /** A sentence for a person. */
  | { readonly missing: string };

export interface MotoQuestion {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cache: PrivateCache;
  readonly signal: AbortSignal;
  /** Hears of an installation, which may take a minute. */
  readonly onInstall: () => void;
}

/** The major version that Kedge is tested with; a later one may answer otherwise. */
const REQUIREMENT = 'moto[server]>=5,<6';
const INSTALL_LIMIT_MS = 10 * 60_000;
const PAGE = 'https://docs.getmoto.org/en/latest/docs/server_mode.html';

/** Finds moto_server on the PATH, else in a virtual environment of Kedge's own, which is made when it is not there. */
export async function findMotoProgram(question: MotoQuestion): Promise<MotoProgram> {
  const onPath = findProgram('moto_server', question.env);
  if (onPath !== null) return { program: onPath, how: 'on the PATH' };
  const folder = join(await question.cache.sharedFolder('moto'), 'venv');
  const lockFile = join(await question.cache.sharedFolder('locks'), 'moto.lock');
  const lock = await takeOwnerLock(lockFile, INSTALL_LIMIT_MS, question.signal);
  if (lock === null) {
    return { missing: `Cannot install moto: another Kedge is still at it in ${folder}. Try again later.` };
  }
  try {
    const program = join(folder, 'bin', 'moto_server');
    const problem = (await isComplete(folder)) ? null : await install(folder, question);
    return problem === null ? { program, how: 'in the private cache' } : { missing: problem };
  } finally {
    await lock.release();
  }
}

/** The stamp is written last: an installation that was interrupted is made anew. */
const stampIn = (folder: string): string => join(folder, 'installed');

async function isComplete(folder: string): Promise<boolean> {
  return (await stat(stampIn(folder)).catch(() => null)) !== null;
}

async function install(folder: string, question: MotoQuestion): Promise<string | null> {
  const python = findProgram('python3', question.env);
  if (python === null) {
    return `There is no cloud to try Kedge on: neither moto_server nor python3 is on the PATH. Install moto (${PAGE}), or Python 3 so that Kedge installs moto for itself.`;
  }
  question.onInstall();
  await rm(folder, { recursive: true, force: true });
  const made = await run(question, python, ['-m', 'venv', folder]);
  if (made.exitCode !== 0) {
    await rm(folder, { recursive: true, force: true });
    return `Cannot make a virtual environment for moto with ${python}: ${reason(made)} Install moto yourself (${PAGE}), or Python's venv module (Debian: python3-venv).`;
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', REQUIREMENT];
  const installed = await run(question, join(folder, 'bin', 'python'), pip);
  if (installed.exitCode !== 0) {
    await rm(folder, { recursive: true, force: true });
    return `Cannot install ${REQUIREMENT} with pip: ${reason(installed)} Check the network and pip's settings, or install moto yourself (${PAGE}).`;
  }
  await writeFile(stampIn(folder), `${REQUIREMENT}\n`);
  return null;
}

function run({ env, signal }: MotoQuestion, file: string, args: readonly string[]): Promise<ProcessResult> {
  const whole = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return runProcess({
    file,
    args,
    cwd: dirname(file),
    // Pip's proxies, indexes and certificates are the user's.
    env: Object.fromEntries(whole),
    signal,
    timeoutMs: INSTALL_LIMIT_MS,
  });
}

function reason(result: ProcessResult): string {
  if (result.aborted) return 'it was interrupted.';
  if (result.timedOut) return `it took longer than ${INSTALL_LIMIT_MS / 60_000} minutes.`;
  const said = (result.stderr.trim() || result.stdout.toString('utf8').trim()).split('\n').at(-1) ?? '';
  const text = result.startError ?? (said || `exit ${result.exitCode ?? result.signal ?? 'none'}`);
  return /[.!]$/.test(text) ? text : `${text}.`;
}
