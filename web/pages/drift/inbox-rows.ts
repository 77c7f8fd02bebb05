import type { DriftGroup, DriftItem } from '../../api/types.ts';

/** A line of the inbox: one difference, or several that look like one act. */
export type InboxRow =
  | { readonly kind: 'one'; readonly key: string; readonly item: DriftItem }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly items: readonly DriftItem[];
      /** How many there are on the server, of which `items` are loaded; null: it did not count them. */
      readonly total: number | null;
      readonly cause: string | null;
    };

/** Keys in quotes are passed over: brackets inside one are part of a name. */
const STEPS = /\["(?:[^"\\]|\\.)*"\]|\[\d+\]/g;

/** The path without the positions of elements, which are another in every resource. */
const withoutPositions = (path: string): string =>
  path.replaceAll(STEPS, (found) => (found.startsWith('["') ? found : '[]'));

/** Equal for what the same change brought, as far as a line of the list can tell. */
const likeness = ({ resource_type, path, class: kind, change }: DriftItem): string =>
  JSON.stringify([resource_type, withoutPositions(path), kind, change.before, change.after]);

export const itemKey = ({ source, stack, fingerprint }: DriftItem): string =>
  JSON.stringify([source, stack, fingerprint]);

/**
 * The list with what belongs together on one line, where its first stands. The server groups by what it knows whole;
 * its counts are taken where its group begins with one of ours.
 */
export function inboxRows(items: readonly DriftItem[], groups: readonly DriftGroup[]): readonly InboxRow[] {
  const counted = new Map(groups.map((group) => [itemKey(group.first), group]));
  return [...Map.groupBy(items, likeness)].flatMap(([key, same]): readonly InboxRow[] => {
    const resources = new Set(
      same.map(({ source, stack, address }) => JSON.stringify([source, stack, address])),
    );
    if (resources.size < 2) return same.map((item) => ({ kind: 'one', key: itemKey(item), item }));
    const group = same.map((item) => counted.get(itemKey(item))).find((found) => found !== undefined);
    return [
      { kind: 'group', key, items: same, total: group?.differences ?? null, cause: group?.cause ?? null },
    ];
  });
}

/** What is on the screen, one after the other: groups that are open show their differences below them. */
export const visibleLines = (rows: readonly InboxRow[], open: ReadonlySet<string>): readonly InboxRow[] =>
  rows.flatMap((row): readonly InboxRow[] =>
    row.kind === 'group' && open.has(row.key)
      ? [row, ...row.items.map((item): InboxRow => ({ kind: 'one', key: itemKey(item), item }))]
      : [row],
  );
