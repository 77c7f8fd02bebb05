import type { EngineFailure, KeptPlan } from '#ports/remedy-engine.ts';
import { readPlanBack, writePlan, type PlanFailure } from '../plan-command.ts';
import { LOCK_FILE } from '../installed-providers.ts';
import type { StackContext } from '../stack-context.ts';
import { prepareWorkingFolder } from '../working-folder.ts';
import { fileDigest, writeKept, type ApplyFolder } from './apply-folder.ts';
import { detachedPlans } from './detached-engine.ts';

export interface PlanOrder {
  readonly folder: ApplyFolder;
  /** Addresses; empty: the whole stack. */
  readonly targets: readonly string[];
  /** How long the engine may wait for the lock, in seconds. */
  readonly lockSeconds: number;
}

/** Init, one bare plan with the lock, both readings of it, and the note from which it can be applied. */
export async function keepPlan(
  bare: StackContext,
  { folder, targets, lockSeconds }: PlanOrder,
): Promise<{ readonly kept: KeptPlan } | EngineFailure> {
  const context: StackContext = { ...bare, process: detachedPlans(bare, folder) };
  const prepared = await prepareWorkingFolder(context, false);
  if ('failure' in prepared) return failed(prepared);
  const { cwd } = prepared.value;
  const words = [
    '-lock=true',
    `-lock-timeout=${lockSeconds}s`,
    ...targets.map((target) => `-target=${target}`),
  ];
  const planned = await writePlan(context, cwd, 0, words);
  if (planned.failed !== null) return failed(planned.failed);
  const read = await readPlanBack(context, cwd, planned.events);
  if (read.kind === 'failed') return failed(read);
  const digest = await fileDigest(context.planFile);
  if (digest === null) throw new Error(`The plan file ${context.planFile} is gone.`);
  const cannotApply = cwd === context.folder ? null : noLockFile(context);
  const { name, binary, version } = context.engine;
  writeKept(folder, { digest, binary, cwd, allowEnv: [...context.stack.allowEnv], cannotApply });
  return {
    kept: {
      folder: folder.path,
      digest,
      engine: { name, version: planned.events.version ?? version, binary },
      planJson: read.planJson,
      lineage: read.state?.lineage ?? null,
      serial: read.state?.serial ?? null,
      resourcesRead: planned.events.read,
      cannotApply,
    },
  };
}

/** A local state would be written into the shadow, and lost with it. */
const noLockFile = ({ folder }: StackContext): string =>
  `There is no lock file in ${folder}, so Kedge chose the provider versions itself and planned in a copy of the folder made of links. Nothing is applied from there: run init in the folder, commit ${LOCK_FILE}, and try again.`;

const failed = ({ failure }: Pick<PlanFailure, 'failure'>): EngineFailure => ({
  failed: failure.reason,
  detail: failure.detail,
});
