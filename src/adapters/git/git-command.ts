import { findProgram } from '#platform/find-program.ts';
import { runProcess } from '#platform/run-process.ts';
import { gitEnvironment, withSettings } from './git-environment.ts';
import { isOwnershipRefusal, wordsOf } from './git-words.ts';

export interface GitSettings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** One line per command, for --verbose. */
  readonly log: (line: string) => void;
}

/** Runs the `git` program. Failures are values. */
export interface Git {
  /** A command that runs no program of the repository's choice: no hook, no monitor, no pager. */
  run(request: GitRequest): Promise<GitAnswer>;
  /** As the user runs it: the hooks are theirs and stand guard over what leaves the machine. */
  runWithHooks(request: GitRequest): Promise<GitAnswer>;
}

export interface GitRequest {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Settings on top, such as `['filter.x.smudge', '']`. */
  readonly settings?: readonly (readonly [key: string, value: string])[];
  /** Default: a minute. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Git begins when it has resolved. */
  readonly beforeItBegins?: (pid: number) => Promise<void>;
}

export type GitAnswer =
  | { readonly ok: true; readonly stdout: Buffer }
  | {
      readonly ok: false;
      readonly kind: 'no_git' | 'not_ours' | 'failed';
      /** null: it did not end by itself. */
      readonly exitCode: number | null;
      readonly stdout: Buffer;
      /** A clause for a person, without credentials. */
      readonly said: string;
    };

/**
 * What a repository's own settings could start, they must not: Kedge also reads repositories that others can write
 * to. Written objects reach the disk before a branch names them; a split index would leave files beside the user's.
 */
const GUARDS = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.splitIndex=false',
  'core.fsync=all',
  'i18n.commitEncoding=UTF-8',
].flatMap((setting) => ['-c', setting]);

const MINUTE_MS = 60_000;

/** Paths are taken letter by letter: a folder may be called `*` or `:(top)`. */
const GUARDED_ENVIRONMENT = { LC_ALL: 'C', GIT_LITERAL_PATHSPECS: '1' };

export function createGit({ env, log }: GitSettings): Git {
  const environment = gitEnvironment(env);
  const start = async (
    guards: readonly string[],
    guardedEnv: Readonly<Record<string, string>>,
    request: GitRequest,
  ) => {
    const file = findProgram('git', env);
    if (file === null) return NO_GIT;
    const result = await runProcess({
      file,
      args: ['--no-pager', ...guards, ...request.args],
      cwd: request.cwd,
      env: withSettings({ ...environment, ...guardedEnv, ...request.env }, request.settings ?? []),
      timeoutMs: request.timeoutMs ?? MINUTE_MS,
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      ...(request.beforeItBegins === undefined ? {} : { beforeItBegins: request.beforeItBegins }),
    });
    log(
      `git ${request.args[0] ?? ''}: ${result.exitCode ?? result.signal ?? 'not started'}, ${Math.round(result.durationMs)} ms`,
    );
    return answerOf(result, request);
  };
  return {
    run: (request) => start(GUARDS, GUARDED_ENVIRONMENT, request),
    runWithHooks: (request) => start([], {}, request),
  };
}

const NO_GIT: GitAnswer = {
  ok: false,
  kind: 'no_git',
  exitCode: null,
  stdout: Buffer.alloc(0),
  said: 'there is no git program on the PATH',
};

function answerOf(result: Awaited<ReturnType<typeof runProcess>>, { cwd }: GitRequest): GitAnswer {
  const { exitCode, stdout, stderr, timedOut, aborted, startError, signal } = result;
  if (exitCode === 0) return { ok: true, stdout };
  const failed = { ok: false, exitCode, stdout } as const;
  if (startError !== null) {
    return { ...failed, kind: 'failed', said: `git could not be started in ${cwd} (${startError})` };
  }
  if (aborted) return { ...failed, kind: 'failed', said: 'git was stopped' };
  if (timedOut) return { ...failed, kind: 'failed', said: 'git did not end in time and was stopped' };
  if (isOwnershipRefusal(stderr)) return { ...failed, kind: 'not_ours', said: ownershipWords(cwd, stderr) };
  const words = wordsOf(stderr);
  const fallback = signal === null ? `git ended with code ${exitCode}` : `git was ended by ${signal}`;
  return { ...failed, kind: 'failed', said: words === '' ? fallback : words };
}

function ownershipWords(cwd: string, stderr: string): string {
  const folder = /repository (?:at |\()'(.+)'(?: is owned by someone else\))?$/m.exec(stderr)?.[1] ?? cwd;
  return `the Git repository ${folder} belongs to another user, so Git does not read it. If you trust it, run: git config --global --add safe.directory ${quoted(folder)}`;
}

const quoted = (text: string): string =>
  /^[\w./@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
