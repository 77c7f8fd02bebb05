import { sideDigest } from '../drift/life/side-digest.ts';
import type { NamedDifference } from '../drift/name-differences.ts';
import type { Plan } from '../drift/plan.ts';
import type { Difference, Side } from '../drift/report.ts';
import { plannedEntries, twinsOf, type PlannedEntry } from './planned-import.ts';

/** A stack as one plan shows it. */
export interface ImportReading {
  /** null: the engine saw nothing to plan. */
  readonly plan: Plan | null;
  readonly named: readonly NamedDifference[];
}

export type ImportJudgement =
  /** `left`: differences that were there before and still are. */
  | { readonly kind: 'proven'; readonly left: number }
  /** Another address holds the object already. */
  | { readonly kind: 'held'; readonly by: readonly string[] }
  /** Clauses. */
  | { readonly kind: 'changes' | 'strange'; readonly problems: readonly string[] };

/**
 * Whether the plan with the import shows that import and nothing else that was not there before: nothing to add, to
 * change, to destroy, and no other import.
 * @param address as the engine writes it
 */
export function judgeImport(before: ImportReading, after: ImportReading, address: string): ImportJudgement {
  const entries = plannedEntries(after.plan);
  const own = entries.find((entry) => entry.address === address);
  if (own?.importing !== true) {
    return { kind: 'strange', problems: [`the plan does not import ${address}`] };
  }
  const twins = after.plan === null ? [] : twinsOf(after.plan, address);
  if (twins.length > 0) return { kind: 'held', by: twins };
  const changes = ownChanges(own, after.named);
  if (changes.length > 0) return { kind: 'changes', problems: changes };
  const earlier = plannedEntries(before.plan);
  // What waited for the resource to be made learns its values from the import.
  const waited = earlier.some((entry) => entry.address === address);
  const others = [
    ...newActions(earlier, entries, address),
    ...newDifferences(before.named, after.named, { address, waited }),
  ];
  if (others.length > 0) return { kind: 'strange', problems: [...new Set(others)] };
  return { kind: 'proven', left: after.named.filter((each) => !isAt(each, address)).length };
}

/** What an apply would do to the object beyond taking it into the state. */
function ownChanges(
  { actions, address }: PlannedEntry,
  named: readonly NamedDifference[],
): readonly string[] {
  if (actions.every((action) => action === 'no-op')) return [];
  const places = named.filter((each) => isAt(each, address)).map(({ difference }) => changeText(difference));
  const replaced = actions.includes('delete') ? [`${address} would be replaced`] : [];
  return [...replaced, ...(places.length > 0 ? places : [`${address} would be changed`])];
}

function changeText({ address, path, change, reality, intent }: Difference): string {
  const where = path === '' ? address : `${address}.${path}`;
  const [from, to] = [valueText(reality), valueText(intent)];
  const values = from === null || to === null ? '' : ` from ${from} to ${to}`;
  const verb = { added: 'be set', removed: 'be removed', changed: 'change' }[change];
  return `${where} would ${verb}${change === 'changed' ? values : ''}`;
}

const LONGEST_SHOWN = 60;

function valueText(side: Side): string | null {
  if (side.kind !== 'value') return null;
  const text = JSON.stringify(side.value);
  return text.length > LONGEST_SHOWN ? null : text;
}

function newActions(
  before: readonly PlannedEntry[],
  after: readonly PlannedEntry[],
  address: string,
): readonly string[] {
  const known = new Set(before.filter(acts).map(actionKey));
  return after
    .filter((entry) => entry.address !== address && acts(entry) && !known.has(actionKey(entry)))
    .map(({ address: other, actions, importing }) =>
      importing
        ? `${other} would be imported, too`
        : `the plan holds ${actions.join(' and ')} of ${other}, too`,
    );
}

const acts = ({ actions, importing }: PlannedEntry): boolean =>
  importing || actions.some((action) => action !== 'no-op' && action !== 'read');

const actionKey = ({ address, actions, importing }: PlannedEntry): string =>
  JSON.stringify([address, actions, importing]);

function newDifferences(
  before: readonly NamedDifference[],
  after: readonly NamedDifference[],
  { address, waited }: { readonly address: string; readonly waited: boolean },
): readonly string[] {
  const known = new Map(before.map(({ difference }) => [difference.fingerprint, difference]));
  return after
    .filter((each) => !isAt(each, address))
    .flatMap(({ difference }) => {
      const earlier = known.get(difference.fingerprint);
      const where = difference.path === '' ? difference.address : `${difference.address}.${difference.path}`;
      if (earlier === undefined) return [`${where} would change, too (${difference.class})`];
      return wantsSame(earlier, difference, waited)
        ? []
        : [`something else is planned for ${where} than before`];
    });
}

/** @param waited where the code is ahead of reality, an intent that was open may have become known */
function wantsSame(earlier: Difference, later: Difference, waited: boolean): boolean {
  const open =
    waited &&
    earlier.class === 'unapplied_code' &&
    (earlier.path === '' || earlier.intent.kind === 'unknown');
  return (
    sideDigest(earlier.reality) === sideDigest(later.reality) &&
    (open || sideDigest(earlier.intent) === sideDigest(later.intent))
  );
}

const isAt = ({ found }: NamedDifference, address: string): boolean => found.resource.address === address;
