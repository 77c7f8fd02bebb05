import { nameDifferences, type NamedDifference } from '#domain/drift/name-differences.ts';
import { readPlan, type Plan } from '#domain/drift/plan.ts';
import { doubtIn } from '#domain/drift/stack-doubt.ts';
import type { EngineProgress, EngineStack, EngineVersion } from '#ports/engine.ts';
import { locateIn } from './locate-in-code.ts';
import type { ScanDependencies, ScanTarget } from './scan-stack.ts';

/** What is there now, with real values. */
export interface FreshRead {
  readonly engine: EngineVersion;
  readonly workspace: string;
  readonly resourcesRead: number;
  /** null: the engine saw nothing to plan. */
  readonly plan: Plan | null;
  readonly named: readonly NamedDifference[];
}

/**
 * Reads a stack with the values that reports leave out.
 * @param stack the stack's own, or a copy of it elsewhere; it says whether the fast way may be used
 */
export async function readDifferences(
  target: ScanTarget,
  stack: EngineStack,
  deps: ScanDependencies,
  onProgress: (progress: EngineProgress) => void,
  signal: AbortSignal,
): Promise<{ readonly read: FreshRead } | { readonly unknown: string }> {
  const outcome = await deps.engine.plan(stack, onProgress, signal);
  if (outcome.kind === 'unknown') return { unknown: deps.redactor.redactText(outcome.detail) };
  const { engine, workspace, resourcesRead } = outcome;
  const about = { engine, workspace, resourcesRead };
  if (outcome.kind === 'unchanged') return { read: { ...about, plan: null, named: [] } };
  const reading = readPlan(outcome.planJson);
  if ('problem' in reading) return { unknown: deps.redactor.redactText(reading.problem) };
  const doubt = doubtIn(reading.plan, resourcesRead);
  if (doubt !== null) return { unknown: deps.redactor.redactText(doubt.detail ?? doubt.code) };
  return { read: { ...about, plan: reading.plan, named: await named(reading.plan, target, stack, deps) } };
}

/** Under the names that a scan of the stack gives, wherever the copy of it lies. */
export async function named(
  plan: Plan,
  target: ScanTarget,
  stack: EngineStack,
  deps: ScanDependencies,
): Promise<readonly NamedDifference[]> {
  const tree = await deps.code.readTree(stack.folder);
  return nameDifferences(plan, {
    stack: target.id,
    redactor: deps.redactor,
    severity: await target.policy.severity(),
    counted: target.policy.counted,
    moves: tree.moves,
    locate: locateIn(tree, target.root),
  });
}
