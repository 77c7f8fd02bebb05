import type { EngineCall, EngineProcess } from '../engine-process.ts';
import {
  detachedErrors,
  followDetached,
  signalDetached,
  startDetached,
  type DetachedEnd,
} from '#platform/detached-process.ts';
import { identify } from '#platform/process-identity.ts';
import type { Grace, ProcessResult } from '#platform/run-process.ts';
import { RefusedCommand } from '../allowed-commands.ts';
import type { StackContext } from '../stack-context.ts';
import type { ApplyFolder } from './apply-folder.ts';
import { checkRemedyCommand } from './remedy-commands.ts';

/** A plan that holds the lock is given time to let go of it. */
const GRACE: Grace = { afterInterruptMs: 20_000, afterTerminateMs: 5_000 };

/**
 * Runs `plan` so that it lives on when Kedge is killed: it holds the lock of the state, and an engine that dies of a
 * broken pipe leaves the lock behind. Everything else runs as in a scan.
 */
export const detachedPlans = (context: StackContext, folder: ApplyFolder): EngineProcess => ({
  run: (args, call) =>
    args[0] === 'plan' ? runDetached(context, folder, args, call) : context.process.run(args, call),
});

async function runDetached(
  context: StackContext,
  folder: ApplyFolder,
  args: readonly string[],
  call: EngineCall,
): Promise<ProcessResult> {
  const startedAt = performance.now();
  const { engine, engineEnv, cache, log } = context;
  checkRemedyCommand(args, { cwd: call.cwd, runFolder: folder.path, cacheRoot: cache.root });
  if (call.extraEnv !== undefined) {
    throw new RefusedCommand(args, 'a plan that may be applied gets nothing from Kedge in its environment');
  }
  const starter = await identify(process.pid);
  if (starter === null) throw new Error('This process cannot be told from others: it has no start time.');
  const stopping = stopOnLimits(context, folder.planRun);
  try {
    if (stopping.aborted() || stopping.timedOut()) {
      return { ...resultOf(null, '', startedAt), aborted: stopping.aborted(), timedOut: stopping.timedOut() };
    }
    await startDetached({
      file: engine.binary,
      args,
      cwd: call.cwd,
      env: engineEnv,
      folder: folder.planRun,
    });
    const end = await followDetached(folder.planRun, {
      starter,
      ...(call.onLine === undefined ? {} : { onLine: call.onLine }),
    });
    const result = resultOf(end, await detachedErrors(folder.planRun), startedAt);
    log(
      `${engine.binary} plan in ${call.cwd}: exit ${result.exitCode ?? 'none'}, ${Math.round(result.durationMs)} ms`,
    );
    return { ...result, aborted: stopping.aborted(), timedOut: stopping.timedOut() };
  } finally {
    stopping.clear();
  }
}

function resultOf(end: DetachedEnd | null, stderr: string, startedAt: number): ProcessResult {
  return {
    exitCode: end?.kind === 'exited' ? end.exitCode : null,
    // Only what nobody can catch keeps an end from being noted.
    signal: end?.kind === 'lost' ? 'SIGKILL' : null,
    stdout: Buffer.alloc(0),
    stderr,
    timedOut: false,
    aborted: false,
    startError: end?.kind === 'never_begun' ? end.why : null,
    durationMs: performance.now() - startedAt,
  };
}

/** A plan only reads, so it may be killed when it does not stop. */
function stopOnLimits({ signal, deadline, grace = GRACE }: StackContext, run: string) {
  let timedOut = false;
  let next: NodeJS.Timeout | undefined;
  const send = (what: NodeJS.Signals): void => void signalDetached(run, what);
  const stop = (): void => {
    send('SIGINT');
    next = setTimeout(() => {
      send('SIGTERM');
      next = setTimeout(() => send('SIGKILL'), grace.afterTerminateMs);
    }, grace.afterInterruptMs);
  };
  const onTimeout = (): void => {
    timedOut = true;
    if (!signal.aborted) stop();
  };
  const onAbort = (): void => {
    if (!timedOut) stop();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const left = Math.min(deadline - performance.now(), 2 ** 31 - 1);
  const timer = left > 0 ? setTimeout(onTimeout, left) : undefined;
  if (timer === undefined) timedOut = true;
  return {
    aborted: () => signal.aborted,
    timedOut: () => timedOut,
    clear: () => {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
      clearTimeout(next);
    },
  };
}
