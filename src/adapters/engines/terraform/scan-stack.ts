import type { EngineVersion, PlanOutcome } from '#ports/engine.ts';
import { warningLines } from './diagnostics.ts';
import { openEngineVersions } from './engine-versions.ts';
import type { Failure } from './failure-reason.ts';
import { planEitherWay } from './fast/plan-either-way.ts';
import type { PlannedWay } from './fast/planned-way.ts';
import type { StackContext } from './stack-context.ts';
import { readStackMemory, writeStackMemory } from './stack-memory.ts';
import { prepareWorkingFolder, type WorkingFolder } from './working-folder.ts';

/** Init where needed, one plan, and its outcome. */
export async function scanStack(context: StackContext): Promise<PlanOutcome> {
  const first = await prepareWorkingFolder(context, false);
  if ('failure' in first) return unknown(context, first.failure);
  const known = (await readStackMemory(context.home)).resources;
  const planned = await planEitherWay(context, first.value.cwd, known);
  const { result } = planned;
  if (result.kind !== 'failed' || !result.needsInit || first.value.justInitialised) {
    return conclude(context, first.value, planned);
  }
  const again = await prepareWorkingFolder(context, true);
  if ('failure' in again) return unknown(context, again.failure);
  return conclude(context, again.value, await planEitherWay(context, again.value.cwd, known));
}

async function conclude(
  context: StackContext,
  folder: WorkingFolder,
  { result, way }: PlannedWay,
): Promise<PlanOutcome> {
  const { events } = result;
  await noteOtherVersion(context, events.version);
  const about = {
    engine: versionThatRan(context, events.version),
    workspace: context.workspace,
    resourcesRead: events.read,
    warnings: [...folder.warnings, ...warningLines(events.diagnostics)],
    way,
  };
  if (result.kind === 'failed') return { ...unknown(about, result.failure), ...about };
  const memory = await readStackMemory(context.home);
  await writeStackMemory(context.home, { ...memory, resources: events.read });
  return result.kind === 'unchanged'
    ? { kind: 'unchanged', ...about }
    : { kind: 'changed', ...about, planJson: result.planJson, state: result.state };
}

/** The program that was asked is one that chooses by folder, or by something else that its file does not show. */
async function noteOtherVersion({ engine, cache }: StackContext, ran: string | null): Promise<void> {
  if (ran === null || ran === engine.version) return;
  await (await openEngineVersions(cache)).keep(engine.fileIdentity, { variesBy: 'folder' });
}

function versionThatRan({ engine }: StackContext, version: string | null): EngineVersion {
  return { name: engine.name, version: version ?? engine.version, binary: engine.binary };
}

/** A stack that could not be read, before any resource was. */
export function unknown(
  about: { readonly engine: EngineVersion | null; readonly workspace: string },
  { reason, detail, missingAction }: Failure,
): PlanOutcome & { readonly kind: 'unknown' } {
  const { engine, workspace } = about;
  return {
    kind: 'unknown',
    engine: engine === null ? null : { name: engine.name, version: engine.version, binary: engine.binary },
    workspace,
    resourcesRead: 0,
    warnings: [],
    way: null,
    reason,
    detail,
    missingAction,
  };
}
