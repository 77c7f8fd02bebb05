import { detachedErrors, followDetached, signalDetached, startDetached } from '#platform/detached-process.ts';
import { engineEnvironment, serverEnvironment, type Environment } from '#platform/environment.ts';
import type { PrivateCache } from '#platform/private-cache.ts';
import type { ApplyOutcome, ApplyProgress } from '#ports/remedy-engine.ts';
import {
  claimPlan,
  fileDigest,
  readClaim,
  readKept,
  type ApplyFolder,
  type KeptNote,
} from './apply-folder.ts';
import { applyOutcome } from './apply-outcome.ts';
import { createApplyStream } from './apply-stream.ts';
import { checkRemedyCommand } from './remedy-commands.ts';

export interface ApplyOrder {
  readonly cache: PrivateCache;
  /** The environment that Kedge was started with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** On a server: a fixed base of it, and what the stack names. */
  readonly namedOnly: boolean;
  readonly log: (line: string) => void;
  readonly lockSeconds: number;
  readonly onProgress: (progress: ApplyProgress) => void;
  readonly signal: AbortSignal;
}

/** Applies the plan in the folder unless that was begun before: then it tells what becomes of that one. */
export async function applyKept(folder: ApplyFolder, order: ApplyOrder): Promise<ApplyOutcome> {
  const { onProgress, signal } = order;
  if ((await readClaim(folder)) !== null) return followApply(folder, { onProgress, signal });
  if (signal.aborted) return { kind: 'never_started' };
  const kept = await readKept(folder);
  if (kept === null) return unusable(`There is no plan in ${folder.path} that could be applied.`);
  if (kept.cannotApply !== null) return unusable(kept.cannotApply);
  const digest = await fileDigest(folder.planFile);
  if (digest !== kept.digest) {
    return unusable(
      `The plan file ${folder.planFile} is not the one that was made: its SHA-256 is ${digest ?? 'none, because it is gone'}, and ${kept.digest} was noted. Make a new plan.`,
    );
  }
  // From here on this plan can never be begun again, not even when nothing comes of it now.
  if (!(await claimPlan(folder, 'apply'))) return followApply(folder, { onProgress, signal });
  await startApply(folder, kept, order);
  return followApply(folder, { onProgress, signal, interrupt: true });
}

const unusable = (detail: string): ApplyOutcome => ({ kind: 'refused', reason: 'unusable', detail });

async function startApply(folder: ApplyFolder, kept: KeptNote, order: ApplyOrder): Promise<void> {
  const { cwd, binary } = kept;
  const args = [
    'apply',
    '-input=false',
    '-no-color',
    '-json',
    '-lock=true',
    `-lock-timeout=${order.lockSeconds}s`,
    folder.planFile,
  ];
  checkRemedyCommand(args, { cwd, runFolder: folder.path, cacheRoot: order.cache.root });
  order.log(`${binary} apply in ${cwd}: ${folder.path}`);
  const given = order.namedOnly ? serverEnvironment(order.env, kept.allowEnv) : order.env;
  const env = applyEnvironment(folder, kept, given);
  await startDetached({ file: binary, args, cwd, env, folder: folder.applyRun });
}

/** No word of the user's environment reaches the command line: whatever it says, a kept plan is applied as it is. */
const applyEnvironment = (folder: ApplyFolder, kept: KeptNote, env: ApplyOrder['env']): Environment =>
  engineEnvironment({
    from: env,
    allow: kept.allowEnv,
    set: { TF_DATA_DIR: folder.dataFolder, TF_CLI_ARGS: '', TF_CLI_ARGS_apply: '' },
  });

export interface ApplyWatch {
  readonly onProgress: (progress: ApplyProgress) => void;
  readonly signal: AbortSignal;
  /** On abort the engine is asked to stop, and waited for. Otherwise only the waiting stops. */
  readonly interrupt?: boolean;
}

/** What became of the apply in the folder; waits while it runs. */
export async function followApply(folder: ApplyFolder, watch: ApplyWatch): Promise<ApplyOutcome> {
  const { signal, interrupt = false } = watch;
  const claim = await readClaim(folder);
  if (claim?.purpose !== 'apply') return { kind: 'never_started' };
  const stream = createApplyStream(watch.onProgress);
  let isUp = false;
  let asked = false;
  const end = await followDetached(folder.applyRun, {
    starter: claim.by,
    onLine: (line) => {
      isUp = true;
      stream.line(line);
    },
    givenUp: () => {
      if (signal.aborted && !interrupt) return true;
      // An engine that has not said a word may not listen yet; a second request would make it leave everything lying.
      if (signal.aborted && isUp && !asked) {
        asked = true;
        void signalDetached(folder.applyRun, 'SIGINT');
      }
      return false;
    },
  });
  if (end === null) return { kind: 'running' };
  return applyOutcome(end, stream.events(), await detachedErrors(folder.applyRun));
}
