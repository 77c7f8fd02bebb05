import type { AuditEntry } from '#domain/audit/audit-entry.ts';
import type { Decision, DecisionKind } from '#domain/decision/decision.ts';
import type { DriftClass } from '#domain/drift/drift-class.ts';
import type { DriftFigures } from '#domain/drift/life/drift-figures.ts';
import type { DriftEventKind } from '#domain/drift/life/drift-event.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { DriftState } from '#domain/drift/life/drift-state.ts';
import type { ScanSummary } from '#domain/drift/life/scan-record.ts';
import type { Severity } from '#domain/drift/severity.ts';
import type { StackStanding } from '#domain/fleet/stack-standing.ts';
import type { FixRun } from '#domain/remedy/fix-run.ts';
import type { MemoryReading } from './memory.ts';

/**
 * What the server shows over all sources at once. Memory that no source has is left out. Nothing here writes, and what
 * many would ask again and again is counted where the rows are. A list is null for a cursor that no page of it gave; a
 * count stops at `most`.
 */
export interface FleetReads {
  /** Another text as soon as a scan was taken in, something was decided or acted on, or a source was read. */
  mark(): Promise<string>;
  /** In the order of source and stack; those that are gone are left out. */
  standings(): Promise<readonly StackStanding[]>;
  /** Everything that is not closed, counted by all that it is narrowed by but its text. */
  tally(): Promise<readonly TallyRow[]>;

  /** Worst first, then the oldest, then source and stack. */
  listDrift(filter: FleetDriftFilter, page: PageWish): Promise<FleetPage<FleetDrift> | null>;
  countDrift(filter: FleetDriftFilter, most: number): Promise<number>;
  /** Those of one cause over at least two resources, by the worst in them, then by how many they are. */
  driftGroups(filter: FleetDriftFilter, limit: number): Promise<readonly FleetDriftGroup[]>;
  /** Of a source, by fingerprint or alias, whole: more than one only where stacks share it. */
  findDrift(source: string, fingerprint: string): Promise<readonly FleetDrift[]>;
  /**
   * By the start of a fingerprint or former one, or all that are not closed of one address; in the order of source and
   * stack.
   */
  driftNamed(
    name: { readonly fingerprint: string } | { readonly address: string },
    places: FleetPlaces,
    limit: number,
  ): Promise<readonly FleetDrift[]>;
  /** The stacks of differences that are known by these fingerprints. */
  placesOf(
    source: string,
    fingerprints: readonly string[],
  ): Promise<readonly Pick<DriftRecord, 'stack' | 'fingerprint'>[]>;
  /** The run that acts on a difference, else the last one that did. */
  runOf(source: string, stack: string, fingerprint: string): Promise<FixRun | null>;

  /** Newest first. */
  scansOf(source: string, stack: string, page: PageWish): Promise<FleetPage<ScanSummary> | null>;
  countScans(source: string, stack: string, most: number): Promise<number>;
  /** As `driftFigures` of memory, over these sources and stacks. */
  figures(places: FleetPlaces, now: string, windowMs: number): Promise<DriftFigures>;
  /** What was taken in behind `after`; null: nothing, only where to go on from. At most 10,000 at once. */
  scansAfter(after: string | null): Promise<ScansTaken>;
  /** What happened since an instant, counted over what counts as drift. */
  happenedSince(since: string, stacks: readonly StackKey[] | null): Promise<EventCounts>;
  /** How many of a source are open since before an instant. */
  openedBefore(source: string, before: string, stacks: readonly StackKey[] | null): Promise<number>;
  /** Accepted differences whose acceptance ends until a day, that day included. */
  acceptancesEnding(day: string, stacks: readonly StackKey[] | null): Promise<number>;
  /** What of drift began and ended on each day (UTC) from `from` on, and what was open before it. */
  driftByDay(from: string, stacks: readonly StackKey[] | null): Promise<DriftByDay>;
  /** How the last scan of each day left each stack, and how the last one before `from` did. */
  statusesByDay(from: string, stacks: readonly StackKey[] | null): Promise<readonly DayStatus[]>;
  /** How long what is open has been so, in as many buckets as there are limits and one more; by severity. */
  openByAge(now: string, limitsMs: readonly number[]): Promise<readonly OpenByAge[]>;

  /** Newest first. */
  listDecisions(filter: DecisionFilter, page: PageWish): Promise<FleetPage<FleetDecision> | null>;
  countDecisions(filter: DecisionFilter, most: number): Promise<number>;
  /** What is done to the server itself stands in a log of its own. */
  serverLog(): Promise<Pick<MemoryReading, 'auditHead' | 'auditEntries'>>;
  /** Newest first. */
  listAudit(filter: AuditFilter, page: PageWish): Promise<FleetPage<FleetAuditEntry> | null>;
  countAudit(filter: AuditFilter, most: number): Promise<number>;
}

export interface StackKey {
  readonly source: string;
  readonly stack: string;
}

export interface ScansTaken {
  readonly last: string;
  readonly scans: readonly Pick<ScanSummary, 'status' | 'way' | 'durationMs'>[];
}

/** null: all. */
export interface FleetPlaces {
  readonly sources: readonly string[] | null;
  readonly stacks: readonly StackKey[] | null;
}

export interface PageWish {
  readonly limit: number;
  /** `next` of the page before; null: the first page. */
  readonly after: string | null;
}

export interface FleetPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface TallyRow extends StackKey {
  readonly state: DriftState;
  readonly severity: Severity;
  readonly drift: boolean;
  readonly class: DriftClass;
  readonly count: number;
  readonly oldestOpenedAt: string;
}

/** null: not narrowed by it. */
export interface FleetDriftFilter {
  readonly states: readonly DriftState[];
  readonly drift: boolean | null;
  readonly severities: readonly Severity[] | null;
  readonly classes: readonly DriftClass[] | null;
  readonly sources: readonly string[] | null;
  /** Of these stacks only. */
  readonly stacks: readonly StackKey[] | null;
  /** A part of the address; upper and lower case are the same. */
  readonly text: string | null;
  readonly cause: string | null;
}

export interface FleetDrift extends DriftRecord {
  readonly source: string;
}

export interface FleetDriftGroup {
  readonly cause: string;
  readonly first: FleetDrift;
  readonly differences: number;
  readonly resources: number;
  readonly stacks: number;
}

export type EventCounts = Readonly<Partial<Record<DriftEventKind, number>>>;

export interface DriftByDay {
  readonly openBefore: readonly { readonly severity: Severity; readonly count: number }[];
  readonly days: readonly {
    readonly day: string;
    readonly severity: Severity;
    readonly opened: number;
    /** Closed, accepted or ignored. */
    readonly ended: number;
    readonly closed: number;
  }[];
}

export interface DayStatus extends StackKey {
  /** YYYY-MM-DD; null: before the first of them. */
  readonly day: string | null;
  readonly unknown: boolean;
  readonly scans: number;
}

export interface OpenByAge {
  readonly severity: Severity;
  /** The index of the first limit that its age does not exceed. */
  readonly bucket: number;
  readonly count: number;
}

export interface DecisionFilter {
  readonly sources: readonly string[] | null;
  /** Those that say something of one of these. */
  readonly stacks: readonly StackKey[] | null;
  readonly kinds: readonly DecisionKind[] | null;
  readonly inForce: boolean | null;
  /** In force, and approvals are missing. */
  readonly awaiting: boolean | null;
  readonly by: string | null;
  readonly text: string | null;
}

export interface FleetDecision extends Decision {
  readonly source: string;
}

export interface AuditFilter {
  /** null: of all sources and of the server itself. */
  readonly sources: readonly string[] | null;
  readonly action: string | null;
  readonly actor: string | null;
  readonly text: string | null;
}

export interface FleetAuditEntry extends AuditEntry {
  /** null: the log of the server itself. */
  readonly source: string | null;
}
