import type { Classification, ClassifyOptions } from '#domain/drift/classify-plan.ts';
import type { FoundDifference } from '#domain/drift/join-plan.ts';
import type { AddressMove } from '#domain/drift/origin-address.ts';
import { readPlan, type Plan } from '#domain/drift/plan.ts';
import type { CodeLocation, StackReport } from '#domain/drift/report.ts';
import { doubtIn, unknownCause, type Doubt } from '#domain/drift/stack-doubt.ts';
import type { Redactor } from '#domain/secret/redact.ts';
import type { Clock } from '#ports/clock.ts';
import type { CodeReader } from '#ports/code-reader.ts';
import type { Engine, EngineProgress, EngineStack, PlanOutcome } from '#ports/engine.ts';
import type { Repository } from '#ports/repository.ts';
import type { ScanPolicy } from '#ports/scan-policy.ts';
import { evidenceOf } from './stack-evidence.ts';
import { locateIn } from './locate-in-code.ts';

/** A stack and the policies that apply to it. */
export interface ScanTarget {
  readonly id: string;
  /** Relative to the report root. */
  readonly path: string;
  readonly root: string;
  readonly owner: string | null;
  readonly stack: EngineStack;
  readonly policy: ScanPolicy;
}

export interface ScanDependencies {
  readonly engine: Engine;
  readonly code: CodeReader;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** For the commit that the code is at. */
  readonly repository: Pick<Repository, 'find' | 'changedFiles'>;
}

/** Reads one stack and says what is true of it. Expected failures become status `unknown`; it does not throw. */
export async function scanStack(
  target: ScanTarget,
  deps: ScanDependencies,
  onProgress: (progress: EngineProgress) => void,
  signal: AbortSignal,
): Promise<StackReport> {
  const startedAt = deps.clock.now().getTime();
  const report = await readStack(target, deps, onProgress, signal).catch((error: unknown) =>
    internalFailure(target, error, deps),
  );
  return { ...report, duration_ms: deps.clock.now().getTime() - startedAt };
}

async function readStack(
  target: ScanTarget,
  deps: ScanDependencies,
  onProgress: (progress: EngineProgress) => void,
  signal: AbortSignal,
): Promise<StackReport> {
  const outcome = await deps.engine.plan(
    target.stack,
    (progress) => {
      // The engine is busy writing the plan down: time to get ready for it.
      if (progress.kind === 'phase' && progress.phase === 'show') void loadClassifier();
      onProgress(progress);
    },
    signal,
  );
  const base = baseReport(target, outcome, deps);
  if (outcome.kind === 'unknown') {
    const { reason, detail, missingAction } = outcome;
    return withDoubt(base, { code: reason, detail, missingAction }, deps);
  }
  if (outcome.kind === 'unchanged') return base;
  const reading = readPlan(outcome.planJson);
  if ('problem' in reading) return withDoubt(base, { code: 'bad_plan', detail: reading.problem }, deps);
  const [tree, evidence] = await Promise.all([
    deps.code.readTree(target.stack.folder),
    evidenceOf(target.stack.folder, outcome.state, deps.repository),
  ]);
  const classified = await classify(target, reading.plan, tree.moves, locateIn(tree, target.root), deps);
  return judged({ ...base, evidence }, classified, doubtIn(reading.plan, outcome.resourcesRead), deps);
}

/** Loaded when a plan differs: a stack in sync, which is what most scans find, needs none of it. */
const loadClassifier = () => import('#domain/drift/classify-plan.ts');

async function classify(
  target: ScanTarget,
  plan: Plan,
  moves: readonly AddressMove[],
  locate: (found: FoundDifference) => CodeLocation | null,
  deps: Pick<ScanDependencies, 'redactor' | 'clock'>,
  state?: ClassifyOptions['state'],
): Promise<Classification> {
  const { classifyPlan } = await loadClassifier();
  return classifyPlan(plan, {
    ...target.policy,
    severity: await target.policy.severity(),
    stack: target.id,
    redactor: deps.redactor,
    moves,
    locate,
    today: deps.clock.now().toISOString().slice(0, 10),
    ...(state === undefined ? {} : { state }),
  });
}

/** A plan made elsewhere: no engine runs, and no code is at hand. */
export async function scanPlanText(
  target: Pick<ScanTarget, 'id' | 'path' | 'policy'> & Partial<ScanTarget>,
  planText: string,
  deps: Pick<ScanDependencies, 'redactor' | 'clock'>,
  options: { readonly state?: ClassifyOptions['state']; readonly maxAgeMs: number | null },
): Promise<StackReport> {
  const base = emptyReport(target, target.policy.warnings);
  const reading = readPlan(planText);
  if ('problem' in reading) return withDoubt(base, { code: 'bad_plan', detail: reading.problem }, deps);
  const { plan } = reading;
  const moves: readonly AddressMove[] = [];
  const classified = await classify(target as ScanTarget, plan, moves, () => null, deps, options.state);
  const version = plan.engineVersion;
  const known = { ...base, engine: version === null ? null : { name: 'terraform', version } };
  const doubt = doubtIn(plan, null) ?? staleDoubt(plan, deps.clock.now(), options.maxAgeMs);
  return judged({ ...known, resources_read: plan.managedInState }, classified, doubt, deps);
}

function staleDoubt(plan: Plan, now: Date, maxAgeMs: number | null): Doubt | null {
  if (plan.timestamp === null || maxAgeMs === null) return null;
  const age = now.getTime() - Date.parse(plan.timestamp);
  // A time that cannot be read is no proof of a fresh plan.
  if (Number.isNaN(age))
    return { code: 'stale', detail: `The plan says that it was made at ${plan.timestamp}.` };
  if (age <= maxAgeMs) return null;
  const hours = Math.floor(age / 3_600_000);
  return { code: 'stale', detail: `The plan was made at ${plan.timestamp}, ${hours} hours ago.` };
}

function judged(
  base: StackReport,
  classified: Classification,
  doubt: Doubt | null,
  deps: Pick<ScanDependencies, 'redactor'>,
): StackReport {
  const { differences, suppressed, moves, totals } = classified;
  const drifted = differences.some((difference) => difference.drift);
  const full: StackReport = {
    ...base,
    status: drifted ? 'drifted' : 'in_sync',
    differences: [...differences],
    suppressed: [...suppressed],
    moves: [...moves],
    totals,
  };
  return doubt ? withDoubt(full, doubt, deps) : full;
}

function withDoubt(base: StackReport, doubt: Doubt, deps: Pick<ScanDependencies, 'redactor'>): StackReport {
  return {
    ...base,
    status: 'unknown',
    unknown: unknownCause(doubt, (text) => deps.redactor.redactText(text)),
  };
}

function baseReport(target: ScanTarget, outcome: PlanOutcome, deps: ScanDependencies): StackReport {
  const { engine, workspace, resourcesRead } = outcome;
  return {
    ...emptyReport(target, target.policy.warnings),
    workspace,
    engine: engine ? { name: engine.name, version: engine.version } : null,
    resources_read: resourcesRead,
    ...(outcome.way === null ? {} : { way: outcome.way }),
    warnings: [
      ...target.policy.warnings,
      ...outcome.warnings.map((warning) => deps.redactor.redactText(warning)),
    ],
  };
}

/** In sync with nothing behind it: every path above replaces what it knows better. */
function emptyReport(
  target: Pick<ScanTarget, 'id' | 'path'> & Partial<ScanTarget>,
  warnings: readonly string[],
): StackReport {
  return {
    id: target.id,
    path: target.path,
    workspace: 'default',
    owner: target.owner ?? null,
    engine: null,
    status: 'in_sync',
    unknown: null,
    resources_read: 0,
    totals: { found: 0, reported: 0, suppressed: [] },
    differences: [],
    suppressed: [],
    moves: [],
    warnings: [...warnings],
  };
}

function internalFailure(target: ScanTarget, error: unknown, deps: ScanDependencies): StackReport {
  const detail = error instanceof Error ? error.message : String(error);
  return withDoubt(emptyReport(target, []), { code: 'internal', detail }, deps);
}
