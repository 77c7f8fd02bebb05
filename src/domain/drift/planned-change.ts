import { isArray, jsonEqual, type Json } from '../json.ts';
import { stableKey, valueAt, type AttributePath } from './attribute-path.ts';
import { compareValues, type ValueChange } from './compare-values.ts';
import { withoutEmpty } from './emptiness.ts';

/** What the plan would do to one resource, asked place by place. */
export interface PlannedChange {
  /** The plan changes what reality has at this place. */
  readonly touches: (change: ValueChange) => boolean;
  /** What the code asks for at this place; undefined when it asks for nothing there. */
  readonly wants: (change: ValueChange) => Json | undefined;
  /** Every place where reality and intent differ. */
  readonly changes: readonly ValueChange[];
}

export function plannedChange(
  memory: Json | undefined,
  reality: Json | undefined,
  intent: Json | undefined,
): PlannedChange {
  const changes = compareValues(reality, intent);
  const byPlace = new Map(changes.map((change) => [stableKey(change.path), change]));
  // Elements that the plan changes in part: what it does not name in them it leaves.
  const changesInside = new Set(changes.map((change) => elementKey(change.path)));
  const changedInPart = (path: AttributePath): boolean => {
    const element = elementKey(path);
    return element !== null && changesInside.has(element);
  };
  return {
    changes,
    touches: (change) =>
      byPlace.has(stableKey(change.path)) ||
      (!changedInPart(change.path) && !keeps(intent, reality, memory, change)),
    wants: (change) => {
      const planned = byPlace.get(stableKey(change.path));
      if (planned) return planned.after;
      const element = elementStep(change.path);
      return element === -1 ? valueAt(intent, change.path) : change.before;
    },
  };
}

/**
 * Whether intent leaves the place as reality has it. Elements of a list are asked by content, because adding one in
 * the code and another in the console shifts every position.
 */
function keeps(
  intent: Json | undefined,
  reality: Json | undefined,
  memory: Json | undefined,
  change: ValueChange,
): boolean {
  const at = elementStep(change.path);
  if (at === -1) return jsonEqual(valueAt(intent, change.path), valueAt(reality, change.path));
  const list = valueAt(intent, change.path.slice(0, at));
  if (change.change === 'removed' && at === change.path.length - 1) return !holds(list, change.before);
  const element = valueAt(reality, change.path.slice(0, at + 1));
  return element === undefined
    ? jsonEqual(list, valueAt(memory, change.path.slice(0, at)))
    : holds(list, element);
}

/** Whether a planned change only puts back what the state remembers: then it is the other face of a drift. */
export function restoresMemory(
  memory: Json | undefined,
  intent: Json | undefined,
  planned: ValueChange,
): boolean {
  const at = elementStep(planned.path);
  if (at === -1) return jsonEqual(valueAt(memory, planned.path), planned.after);
  const list = valueAt(memory, planned.path.slice(0, at));
  if (planned.change === 'removed' && at === planned.path.length - 1) return !holds(list, planned.before);
  return holds(list, valueAt(intent, planned.path.slice(0, at + 1)));
}

/** The path up to its first element; null when it leads through none, or when the element as a whole is meant. */
function elementKey(path: AttributePath): string | null {
  const at = elementStep(path);
  return at === -1 || at === path.length - 1 ? null : stableKey(path.slice(0, at + 1));
}

const elementStep = (path: AttributePath): number => path.findIndex((step) => step.kind === 'element');

const holds = (list: Json | undefined, element: Json | undefined): boolean =>
  isArray(list) &&
  element !== undefined &&
  list.some((member) => jsonEqual(withoutEmpty(member), withoutEmpty(element)));
