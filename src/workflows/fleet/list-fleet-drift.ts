import { isClosed } from '#domain/drift/life/drift-state.ts';
import type {
  FleetDrift,
  FleetDriftFilter,
  FleetPage,
  FleetReads,
  PageWish,
  StackKey,
  TallyRow,
} from '#ports/fleet-reads.ts';
import { keyText, type FleetSnapshot } from './fleet-view.ts';

export interface ListedDrift extends FleetPage<FleetDrift> {
  readonly total: number;
  readonly totalIs: 'exact' | 'recent' | 'at_least';
}

/** Counting stops here where no count is kept. */
const MOST_COUNTED = 1_000;
/** What few stacks hold is asked of them alone, whatever the order of the fleet. */
const FEW_STACKS = 64;

/** A page of differences and how many there are, without counting them for every request. */
export async function listFleetDrift(
  filter: FleetDriftFilter,
  page: PageWish,
  snapshot: FleetSnapshot,
  reads: FleetReads,
): Promise<ListedDrift | null> {
  const kept = filter.text === null && filter.cause === null && !filter.states.some(isClosed);
  const fitting = kept ? fittingIn(snapshot, filter) : null;
  const narrowed = fitting === null ? filter : { ...filter, stacks: fitting.stacks ?? filter.stacks };
  const found = await reads.listDrift(narrowed, page);
  if (found === null) return null;
  if (page.after === null && found.next === null) {
    return { ...found, total: found.items.length, totalIs: 'exact' };
  }
  if (fitting !== null) return { ...found, total: fitting.total, totalIs: 'recent' };
  const total = await reads.countDrift(filter, MOST_COUNTED);
  return { ...found, total, totalIs: total < MOST_COUNTED ? 'exact' : 'at_least' };
}

interface Fitting {
  readonly total: number;
  /** null: they are in many. */
  readonly stacks: readonly StackKey[] | null;
}

const fittingIn = (snapshot: FleetSnapshot, filter: FleetDriftFilter): Fitting =>
  snapshot.once(JSON.stringify(['fitting', filter]), () => {
    const rows = snapshot.tally.filter(fitsFilter(filter));
    return { total: sumOf(rows), stacks: stacksWith(rows) };
  });

/** Whether counts fit a filter but for its text and cause, which are not counted apart. */
export function fitsFilter(filter: FleetDriftFilter): (row: TallyRow) => boolean {
  const { states, drift, severities, classes, sources } = filter;
  const stacks = filter.stacks === null ? null : new Set(filter.stacks.map(keyText));
  return (row) =>
    states.includes(row.state) &&
    (drift === null || row.drift === drift) &&
    (severities === null || severities.includes(row.severity)) &&
    (classes === null || classes.includes(row.class)) &&
    (sources === null || sources.includes(row.source)) &&
    (stacks === null || stacks.has(keyText(row)));
}

export const sumOf = (rows: readonly TallyRow[]): number => rows.reduce((sum, { count }) => sum + count, 0);

/** null: in many. */
function stacksWith(rows: readonly TallyRow[]): readonly StackKey[] | null {
  const stacks = new Map<string, StackKey>();
  for (const { source, stack } of rows) {
    stacks.set(keyText({ source, stack }), { source, stack });
    if (stacks.size > FEW_STACKS) return null;
  }
  return [...stacks.values()];
}
