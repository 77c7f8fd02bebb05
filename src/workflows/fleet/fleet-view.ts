import type { Clock } from '#ports/clock.ts';
import type {
  FleetDriftFilter,
  FleetDriftGroup,
  FleetReads,
  StackKey,
  TallyRow,
} from '#ports/fleet-reads.ts';
import { OPEN_STATES } from '#domain/drift/life/drift-state.ts';
import { NOTHING_OPEN, type OpenCounts, type StackStanding } from '#domain/fleet/stack-standing.ts';
import { checkedAnswers } from './checked-answers.ts';
import { recentValue, type RecentValue } from './recent-value.ts';

/** The whole fleet in counts, as it stood a moment ago. */
export interface FleetSnapshot {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly standings: readonly StackStanding[];
  readonly tally: readonly TallyRow[];
  standing(key: StackKey): StackStanding | null;
  /** Drift that is not settled. */
  open(key: StackKey): OpenCounts;
  /** What follows from these counts alone, worked out for the first who asks; `name` says all that it depends on. */
  once<T>(name: string, work: () => T): T;
}

/** What is asked of the server again and again, counted once for all who ask. */
export interface FleetView {
  now(): Promise<FleetSnapshot>;
  groups(filter: FleetDriftFilter, limit: number): Promise<CountedGroups>;
  /** Something that lasts longer to count than it may take to answer, by a name. */
  counted<T>(name: string, count: () => Promise<T>): Promise<T>;
  /** What is acted upon, and therefore never from before a write. `name` says all that it depends on besides. */
  current<T>(name: string, read: () => Promise<T>): Promise<T>;
  /** After a write, so that whoever wrote sees it. */
  forget(): void;
}

export interface CountedGroups {
  readonly at: string;
  readonly groups: readonly FleetDriftGroup[];
}

/** So many different questions are remembered; the oldest goes first. */
const MOST_QUESTIONS = 200;

export function createFleetView(reads: FleetReads, clock: Clock): FleetView {
  const settings = { mark: () => reads.mark(), nowMs: () => clock.now().getTime() };
  const current = checkedAnswers({ ...settings, most: MOST_QUESTIONS });
  const snapshot = recentValue(() => readSnapshot(reads, clock), settings);
  const questions = new Map<string, RecentValue<unknown>>();
  const counted = <T>(name: string, count: () => Promise<T>): Promise<T> => {
    const known = questions.get(name) ?? recentValue<unknown>(count, settings);
    questions.delete(name);
    questions.set(name, known);
    const [oldest] = questions.keys();
    if (questions.size > MOST_QUESTIONS && oldest !== undefined) questions.delete(oldest);
    return known.get() as Promise<T>;
  };
  return {
    now: () => snapshot.get(),
    groups: (filter, limit) =>
      counted(JSON.stringify(['groups', filter, limit]), async () => ({
        at: clock.now().toISOString(),
        groups: await reads.driftGroups(filter, limit),
      })),
    counted,
    current: (name, read) => current.get(name, read),
    forget: () => {
      current.forget();
      snapshot.forget();
      for (const each of questions.values()) each.forget();
    },
  };
}

async function readSnapshot(reads: FleetReads, clock: Clock): Promise<FleetSnapshot> {
  const at = clock.now().toISOString();
  const standings = await reads.standings();
  const tally = await reads.tally();
  const byKey = new Map(standings.map((standing) => [keyText(standing), standing]));
  const open = new Map<string, Record<keyof OpenCounts, number>>();
  for (const row of tally) {
    if (!row.drift || !OPEN_STATES.includes(row.state)) continue;
    const counts = open.get(keyText(row)) ?? { ...NOTHING_OPEN };
    counts[row.severity] += row.count;
    open.set(keyText(row), counts);
  }
  return {
    at,
    standings,
    tally,
    standing: (key) => byKey.get(keyText(key)) ?? null,
    open: (key) => open.get(keyText(key)) ?? NOTHING_OPEN,
    once: workedOutOnce(),
  };
}

function workedOutOnce(): FleetSnapshot['once'] {
  const known = new Map<string, unknown>();
  return <T>(name: string, work: () => T): T => {
    if (known.has(name)) return known.get(name) as T;
    const worked = work();
    const [oldest] = known.keys();
    if (known.size >= MOST_QUESTIONS && oldest !== undefined) known.delete(oldest);
    known.set(name, worked);
    return worked;
  };
}

/** A stack over all sources, as a key. */
export const keyText = ({ source, stack }: StackKey): string => `${source}\n${stack}`;
