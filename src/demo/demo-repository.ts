import { findProgram } from '#platform/find-program.ts';
import { runProcess } from '#platform/run-process.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const LIMIT_MS = 60_000;

/** The settings and hooks of the user have no place in a repository of the demo's own. */
const OWN = ['-c', 'user.name=Kedge demo', '-c', 'user.email=demo@example.com', '-c', 'commit.gpgsign=false'];

/** A repository with the platform's code in one commit; the problem is a sentence. */
export async function createDemoRepository(
  folder: string,
  env: Environment,
  signal: AbortSignal,
): Promise<string | null> {
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '--all'],
    [...OWN, 'commit', '--quiet', '--no-verify', '--message', 'The shop'],
  ]) {
    const problem = await git(args, folder, env, signal);
    if (problem !== null) return `Cannot put the platform under Git: ${problem}`;
  }
  return null;
}

export async function mergeBranch(
  branch: string,
  folder: string,
  env: Environment,
  signal: AbortSignal,
): Promise<string | null> {
  const args = [...OWN, 'merge', '--quiet', '--no-edit', '--no-ff', '--no-verify', branch];
  const problem = await git(args, folder, env, signal);
  return problem === null ? null : `Cannot merge ${branch}: ${problem}`;
}

async function git(
  args: readonly string[],
  cwd: string,
  env: Environment,
  signal: AbortSignal,
): Promise<string | null> {
  const program = findProgram('git', env);
  if (program === null) return 'there is no "git" on the PATH.';
  const result = await runProcess({
    file: program,
    args,
    cwd,
    env: {
      PATH: env['PATH'] ?? '',
      HOME: cwd,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
    },
    signal,
    timeoutMs: LIMIT_MS,
  });
  if (result.exitCode === 0) return null;
  return result.stderr.trim() || result.startError || `git ended with ${result.exitCode ?? result.signal}.`;
}
