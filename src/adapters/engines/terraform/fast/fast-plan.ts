import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { runPlan, type PlanResult } from '../plan-command.ts';
import { LOCK_FILE } from '../installed-providers.ts';
import type { StackContext } from '../stack-context.ts';
import { readStackMemory } from '../stack-memory.ts';
import { collectorPace } from './collector-pace.ts';
import type { FastCaches } from './fast-caches.ts';
import { FastDoubt } from './fast-doubt.ts';
import { openFastSession, type FastSession } from './fast-session.ts';
import { accountLine } from './provider-account.ts';
import { readHabits } from './stack-habits.ts';
import { typesInUse } from './types-in-use.ts';
import { verifyPackages, type VerifiedPackage } from './verified-package.ts';

/** Everything that is known before a provider is started. */
export interface FastPlan {
  readonly cwd: string;
  readonly packages: readonly VerifiedPackage[];
  readonly caches: FastCaches;
}

/** Throws FastDoubt when the installed providers are not those of the lock file. */
export async function prepareFastPlan(
  context: StackContext,
  cwd: string,
  caches: FastCaches,
): Promise<FastPlan> {
  const lockFile = await readFile(join(cwd, LOCK_FILE), 'utf8').catch(() => null);
  if (lockFile === null) throw new FastDoubt('there is no lock file to check the providers against');
  const { platform } = context.engine;
  if (platform === null) throw new FastDoubt('the engine does not tell its platform');
  const from = performance.now();
  const packages = await verifyPackages({
    lockFile,
    dataFolder: context.dataFolder,
    platform,
    hashes: caches.hashes,
    onHashing: () => learning(context),
  });
  context.log(`fast: ${packages.length} packages checked in ${elapsed(from)}`);
  return { cwd, packages, caches };
}

/** One plan, and show where something differs, with attached providers. */
export const runFastPlan = (
  context: StackContext,
  plan: FastPlan,
  known: number,
): Promise<Attached<PlanResult>> =>
  withAttached(context, plan, (attachedContext) => runPlan(attachedContext, plan.cwd, known));

export interface Attached<T> {
  readonly result: T;
  /** Why the result is not to be used, or null. */
  readonly doubt: string | null;
}

/** Lends a context in which `plan` and `show` find their providers attached. What it started is gone afterwards. */
export async function withAttached<T>(
  context: StackContext,
  plan: FastPlan,
  use: (context: StackContext) => Promise<T>,
): Promise<Attached<T>> {
  const session = await openSession(context, plan);
  let result: T;
  try {
    result = await use(attached(context, session));
  } catch (error) {
    await session.close().catch(() => undefined);
    throw error;
  }
  const from = performance.now();
  const accounts = await session.close();
  for (const account of accounts) context.log(accountLine(account));
  context.log(`fast: providers ended in ${elapsed(from)}`);
  return { result, doubt: session.doubt() };
}

async function openSession(context: StackContext, { cwd, packages, caches }: FastPlan): Promise<FastSession> {
  const { home, dataFolder, workspace, engineEnv, runFolder } = context;
  const from = performance.now();
  const { types: remembered } = await readHabits(home);
  const types = await typesInUse({ cwd, dataFolder, workspace, remembered });
  const { resources } = await readStackMemory(home);
  const session = await openFastSession({
    packages,
    isWanted: (type) => types.has(type),
    engineEnv,
    pace: collectorPace(resources, engineEnv),
    cwd,
    folder: runFolder.path,
    noteGroup: (pid) => runFolder.noteGroup(pid),
    // Past its time a scan waits for no provider; the engine itself is stopped by its own limit.
    signal: AbortSignal.any([context.signal, AbortSignal.timeout(timeLeft(context))]),
    caches,
    now: Date.now,
    onLearning: () => learning(context),
  });
  context.log(`fast: ready for the plan after ${elapsed(from)}`);
  return session;
}

/** The same scan, but the engine finds its providers attached. */
function attached(context: StackContext, session: FastSession): StackContext {
  return {
    ...context,
    process: {
      run: (args, call) =>
        context.process.run(args, { ...call, extraEnv: { ...call.extraEnv, ...session.env } }),
    },
  };
}

const learning = ({ onProgress }: StackContext): void => onProgress({ kind: 'phase', phase: 'learn' });

const timeLeft = ({ deadline }: StackContext): number =>
  Math.max(1, Math.min(Math.ceil(deadline - performance.now()), 2 ** 31 - 1));

const elapsed = (from: number): string => `${Math.round(performance.now() - from)} ms`;
