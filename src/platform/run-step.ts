import { createHash, createHmac } from 'node:crypto';
import type { HookRequest, StepEnd, StepRequest, StepRunner } from '#ports/step-runner.ts';
import { engineEnvironment } from './environment.ts';
import type { PrivateCache } from './private-cache.ts';
import { runProcess } from './run-process.ts';

const TAIL_CHARACTERS = 2_000;
const HOOK_MS = 60_000;
/** By this word a sweep knows a group of ours. */
const CACHE_MARK = 'KEDGE_CACHE';

export interface StepSettings {
  /** Of the project. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly redactText: (text: string) => string;
  /** Not given: whoever waits for the program is its only guard. */
  readonly guard?: StepGuard;
}

/** For programs of a process that may be killed, and whose work another then takes over. */
export interface StepGuard {
  /** Notes what was started, so that whoever takes over can end it first. */
  readonly cache: Pick<PrivateCache, 'root' | 'runFolder'>;
  /** Asked when all is ready to begin: false when another has taken over meanwhile. */
  readonly mayBegin: () => Promise<boolean>;
}

/** Another has taken over: nothing was started, and nothing is to be said about it. */
export class NotOurs extends Error {}

/** Programs of changes, in the folder of the project. */
export function createStepRunner(settings: StepSettings): StepRunner {
  return {
    run: (request, signal) => run(request, settings, signal),
    call: async (request, signal) => {
      await ifOurs(settings);
      return call(request, settings, signal);
    },
  };
}

type Settings = StepSettings;

async function ifOurs({ guard }: Settings): Promise<void> {
  if (guard !== undefined && !(await guard.mayBegin()))
    throw new NotOurs('Another has taken over what was to be started.');
}

async function run(
  { command, facts }: StepRequest,
  settings: Settings,
  signal: AbortSignal,
): Promise<StepEnd> {
  const [file = '', ...args] = command.argv;
  const { guard } = settings;
  const noted = guard === undefined ? null : { guard, folder: await guard.cache.runFolder() };
  const own = noted === null ? {} : { [CACHE_MARK]: noted.guard.cache.root };
  const env = engineEnvironment({ from: settings.env, allow: command.env, set: { ...facts, ...own } });
  let ours = true;
  const result = await runProcess({
    file,
    args,
    cwd: settings.folder,
    env,
    timeoutMs: command.timeoutMs,
    signal,
    ...(noted === null
      ? {}
      : {
          beforeItBegins: async (pid: number) => {
            await noted.folder.noteGroup(pid);
            ours = await noted.guard.mayBegin();
            if (!ours) throw new NotOurs();
          },
        }),
  });
  await noted?.folder.remove();
  if (!ours) throw new NotOurs('Another has taken over what was to be started.');
  const said = `${result.stdout.toString('utf8')}${result.stderr}`;
  const ended = { exitCode: result.exitCode, output: digestOf(said), tail: tailOf(said, settings) };
  if (result.startError !== null)
    return { ...ended, output: null, problem: `${file} could not be started (${result.startError}).` };
  if (result.timedOut)
    return {
      ...ended,
      exitCode: null,
      problem: `${file} was stopped after ${command.timeoutMs / 1000} s, which is all it may take.`,
    };
  if (result.aborted) return { ...ended, exitCode: null, problem: `${file} was stopped before it ended.` };
  if (result.exitCode === 0) return { ...ended, problem: null };
  const how =
    result.exitCode === null
      ? `was ended by ${result.signal ?? 'a signal'}`
      : `ended with ${result.exitCode}`;
  return { ...ended, problem: `${file} ${how}.` };
}

async function call(
  { url, secretEnv, idempotencyKey, body }: HookRequest,
  settings: Settings,
  signal: AbortSignal,
): Promise<StepEnd> {
  const nothing = { exitCode: null, output: null, tail: '' };
  const secret = secretEnv === null ? null : settings.env[secretEnv];
  if (secretEnv !== null && (secret ?? '') === '')
    return { ...nothing, problem: `The variable ${secretEnv}, which signs the call, is not set.` };
  const text = JSON.stringify(body);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'idempotency-key': idempotencyKey,
  };
  if (secret != null)
    headers['kedge-signature-256'] = `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body: text,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(HOOK_MS)]),
    });
    const said = (await answer.text()).slice(0, 64 * 1024);
    const ended = {
      exitCode: answer.ok ? 0 : answer.status,
      output: digestOf(said),
      tail: tailOf(said, settings),
    };
    return { ...ended, problem: answer.ok ? null : `The address of the rollback answered ${answer.status}.` };
  } catch (error) {
    const why = error instanceof Error ? error.name : String(error);
    return { ...nothing, problem: `The address of the rollback did not answer (${why}).` };
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const tailOf = (text: string, { redactText }: Settings): string => redactText(text).slice(-TAIL_CHARACTERS);
