import { jsonEqual, type Json } from '../json.ts';
import { overlaps, type AttributePath } from './attribute-path.ts';
import { compareValues, type ValueChange } from './compare-values.ts';
import type { ConfiguredAttributes } from './configured-attributes.ts';
import type { DriftClass } from './drift-class.ts';
import { outputEffects, type OutputEffects } from './output-effects.ts';
import type { OutputChange, Plan, ResourceChange } from './plan.ts';
import { plannedChange, restoresMemory, type PlannedChange } from './planned-change.ts';
import { fillUnknown, holdsUnknown, UNKNOWN_VALUE } from './unknown-value.ts';

/** A difference with its raw values: it lives inside one classification and never leaves it. */
export interface FoundDifference {
  readonly class: DriftClass;
  readonly resource: ResourceChange;
  readonly path: AttributePath;
  readonly change: 'added' | 'removed' | 'changed';
  readonly memory: Json | undefined;
  readonly reality: Json | undefined;
  readonly intent: Json | undefined;
  /** What the code says about the place: a value, nothing, or not asked because the class does not turn on it. */
  readonly intentKnown: boolean;
  readonly between: 'drift' | 'plan';
  readonly planned: boolean;
  readonly setInCode: boolean;
  readonly masks: {
    readonly memory: Json | undefined;
    readonly reality: Json | undefined;
    readonly intent: Json | undefined;
  };
  readonly notes: readonly string[];
}

export interface JoinedPlan {
  readonly found: readonly FoundDifference[];
  readonly moves: readonly { readonly from: string; readonly to: string }[];
}

/**
 * Joins memory against reality (`resource_drift`) with reality against intent (`resource_changes`), address by
 * address and place by place. The table of classes is in docs/drift.md.
 */
export function joinPlan(plan: Plan, configured: ConfiguredAttributes): JoinedPlan {
  const intentAt = new Map(plan.changes.map((change) => [change.address, change]));
  const context: JoinContext = { plan, configured, outputs: outputEffects(plan, configured) };
  const drifted = plan.drift.filter((entry) => entry.mode === 'managed' && !isMoveOnly(entry));
  const fromDrift = drifted.flatMap((entry) => joinDrift(entry, intentAt.get(entry.address), context));
  const driftedAt = new Map(drifted.map((entry) => [entry.address, entry]));
  const conflicts = fromDrift.filter((found) => found.class === 'conflict');
  const conflictsAt = Map.groupBy(conflicts, (found) => found.resource.address);
  const fromCode = plan.changes
    .filter((change) => change.mode === 'managed' && !isNothing(change))
    .flatMap((change) =>
      joinCode(change, driftedAt.get(change.address), conflictsAt.get(change.address) ?? [], context),
    );
  const fromOutputs = plan.outputs
    .filter((output) => !isFed(output, fromDrift, context))
    .map((output) => outputDifference(output));
  return { found: [...fromDrift, ...fromCode, ...fromOutputs], moves: movesOf(plan) };
}

interface JoinContext {
  readonly plan: Plan;
  readonly configured: ConfiguredAttributes;
  readonly outputs: OutputEffects;
}

const isNothing = (change: ResourceChange): boolean =>
  !change.importing && change.actions.every((action) => action === 'no-op' || action === 'read');
const isMoveOnly = (entry: ResourceChange): boolean => entry.actions.every((action) => action === 'no-op');

function movesOf(plan: Plan): JoinedPlan['moves'] {
  const moves = new Map<string, string>();
  for (const entry of [...plan.drift, ...plan.changes]) {
    if (entry.previousAddress !== null) moves.set(entry.address, entry.previousAddress);
  }
  return [...moves].map(([to, from]) => ({ from, to })).toSorted((a, b) => (a.to < b.to ? -1 : 1));
}

function joinDrift(
  entry: ResourceChange,
  intended: ResourceChange | undefined,
  context: JoinContext,
): readonly FoundDifference[] {
  if (entry.actions.includes('delete')) return [goneDifference(entry, intended, context)];
  const memory = entry.before;
  const reality = entry.after;
  const asked = intended !== undefined && !isNothing(intended) && !isRemoval(intended);
  const intent = asked ? fillUnknown(intended.after, intended.afterUnknown) : reality;
  const planned = plannedChange(memory, reality, intent);
  const changes = compareValues(memory, reality);
  const places: readonly ValueChange[] =
    changes.length > 0 ? changes : [{ path: [], change: 'changed', before: memory, after: reality }];
  return places.map((change) => driftDifference(entry, intended, change, planned, context));
}

const isRemoval = (change: ResourceChange): boolean =>
  !change.actions.includes('create') && !change.actions.includes('update');

function driftDifference(
  entry: ResourceChange,
  intended: ResourceChange | undefined,
  change: ValueChange,
  planned: PlannedChange,
  context: JoinContext,
): FoundDifference {
  const setInCode = isSet(entry, change.path, context) ?? false;
  const wanted = planned.wants(change);
  const touched = planned.touches(change) && (wanted !== UNKNOWN_VALUE || setInCode);
  // A refresh-only plan asks the code nothing; what the block sets is then the best evidence of intent.
  const conflict = context.plan.hasIntent ? touched : setInCode;
  const outputs = conflict ? [] : context.outputs.fedBy(entry, change.path);
  const ignored = !conflict && setInCode && context.plan.hasIntent;
  return {
    class: conflict ? 'conflict' : outputs.length > 0 ? 'output_effect' : 'absorbed',
    resource: entry,
    path: change.path,
    change: change.change,
    memory: change.before,
    reality: change.after,
    intent: conflict ? (context.plan.hasIntent ? wanted : change.before) : undefined,
    intentKnown: conflict,
    between: 'drift',
    planned: conflict,
    setInCode,
    masks: { memory: entry.beforeSensitive, reality: entry.afterSensitive, intent: intended?.afterSensitive },
    notes: [
      ...outputs.map((output) => `output.${output.name} changes with it`),
      ...(ignored
        ? ['the code sets it, but the plan leaves it: ignore_changes, or the same value as reality']
        : []),
    ],
  };
}

function goneDifference(
  entry: ResourceChange,
  intended: ResourceChange | undefined,
  context: JoinContext,
): FoundDifference {
  const inCode = context.plan.hasIntent
    ? intended !== undefined && intended.actions.includes('create')
    : context.configured.sets(entry, '') !== null;
  return {
    class: inCode ? 'deleted' : 'absorbed',
    resource: entry,
    path: [],
    change: 'removed',
    memory: entry.before,
    reality: undefined,
    intent: inCode ? (intended?.after ?? entry.before) : undefined,
    intentKnown: inCode,
    between: 'drift',
    planned: inCode,
    setInCode: inCode,
    masks: { memory: entry.beforeSensitive, reality: undefined, intent: intended?.afterSensitive },
    notes: inCode ? [] : ['gone in reality, and the code no longer asks for it'],
  };
}

function joinCode(
  change: ResourceChange,
  drifted: ResourceChange | undefined,
  conflicts: readonly FoundDifference[],
  context: JoinContext,
): readonly FoundDifference[] {
  if (change.actions.includes('create') && !change.actions.includes('delete')) {
    return drifted?.actions.includes('delete') ? [] : [wholeDifference(change, 'added', context)];
  }
  if (change.actions.includes('delete') && !change.actions.includes('create')) {
    return [wholeDifference(change, 'removed', context)];
  }
  if (change.actions.includes('forget')) return [wholeDifference(change, 'removed', context)];
  const memory = drifted ? drifted.before : change.before;
  const intent = fillUnknown(change.after, change.afterUnknown);
  const planned = compareValues(change.before, intent);
  const own = planned.filter(
    (place) =>
      !conflicts.some((conflict) => overlaps(conflict.path, place.path)) &&
      !(drifted && restoresMemory(memory, intent, place)),
  );
  const places: readonly ValueChange[] =
    planned.length > 0 ? own : [{ path: [], change: 'changed', before: change.before, after: intent }];
  return places.map((place) => codeDifference(change, place, context));
}

function codeDifference(change: ResourceChange, place: ValueChange, context: JoinContext): FoundDifference {
  // The computed members of a new block are open too; the block itself is what the code adds.
  const open = place.after === UNKNOWN_VALUE || (place.change !== 'added' && holdsUnknown(place.after));
  return {
    class: 'unapplied_code',
    resource: change,
    path: place.path,
    change: place.change,
    memory: place.before,
    reality: place.before,
    intent: place.after,
    intentKnown: true,
    between: 'plan',
    planned: true,
    setInCode: isSet(change, place.path, context) ?? !open,
    masks: { memory: change.beforeSensitive, reality: change.beforeSensitive, intent: change.afterSensitive },
    notes: notesOf(change),
  };
}

function wholeDifference(
  change: ResourceChange,
  kind: 'added' | 'removed',
  context: JoinContext,
): FoundDifference {
  const found = codeDifference(
    change,
    {
      path: [],
      change: kind,
      before: change.before ?? undefined,
      after: kind === 'added' ? change.after : undefined,
    },
    context,
  );
  return { ...found, setInCode: kind === 'added' };
}

function notesOf(change: ResourceChange): readonly string[] {
  const notes: string[] = [];
  if (change.actions.includes('delete') && change.actions.includes('create'))
    notes.push('the apply replaces it');
  if (change.actionReason !== null) notes.push(change.actionReason.replaceAll('_', ' '));
  if (change.importing) notes.push('an import block brings it into the state');
  if (change.actions.includes('forget'))
    notes.push('a removed block takes it out of the state and leaves it running');
  return notes;
}

function isSet(resource: ResourceChange, path: AttributePath, context: JoinContext): boolean | null {
  const [first] = path;
  return first?.kind === 'attribute' ? context.configured.sets(resource, first.name) : null;
}

function isFed(output: OutputChange, fromDrift: readonly FoundDifference[], context: JoinContext): boolean {
  return fromDrift.some((found) => {
    if (found.class === 'deleted') return context.outputs.couldFeed(found.resource, output);
    return context.outputs.fedBy(found.resource, found.path).some((fed) => fed.name === output.name);
  });
}

/** A changed root output whose cause is no drift: the code of the output, or a value it reads, is ahead. */
function outputDifference(output: OutputChange): FoundDifference {
  const intent = fillUnknown(output.after, output.afterUnknown);
  const mask: Json = output.sensitive;
  const change = output.actions.includes('create')
    ? 'added'
    : output.actions.includes('delete')
      ? 'removed'
      : 'changed';
  const before = change === 'added' ? undefined : output.before;
  return {
    class: 'unapplied_code',
    resource: outputResource(output),
    path: [],
    change,
    memory: before,
    reality: before,
    intent: change === 'removed' ? undefined : intent,
    intentKnown: true,
    between: 'plan',
    planned: true,
    setInCode: true,
    masks: { memory: mask, reality: mask, intent: mask },
    notes: jsonEqual(before, intent) ? ['only its sensitivity changes'] : [],
  };
}

const outputResource = (output: OutputChange): ResourceChange => ({
  address: `output.${output.name}`,
  previousAddress: null,
  module: '',
  mode: 'managed',
  type: 'output',
  name: output.name,
  provider: 'terraform.io/builtin/terraform',
  actions: output.actions,
  actionReason: null,
  importing: false,
  before: output.before,
  after: output.after,
  afterUnknown: output.afterUnknown,
  beforeSensitive: output.sensitive,
  afterSensitive: output.sensitive,
});
