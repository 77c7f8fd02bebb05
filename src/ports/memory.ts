import type { AuditEntry, AuditFacts } from '#domain/audit/audit-entry.ts';
import type { Decision } from '#domain/decision/decision.ts';
import type { DriftEvent } from '#domain/drift/life/drift-event.ts';
import type { DriftFigures } from '#domain/drift/life/drift-figures.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { DriftState } from '#domain/drift/life/drift-state.ts';
import type { ScanSummary } from '#domain/drift/life/scan-record.ts';
import type { Severity } from '#domain/drift/severity.ts';
import type { FixRun } from '#domain/remedy/fix-run.ts';
import type { NoticeBook } from './notice-book.ts';
import type { ChangeReading, ChangeWriting } from './change-memory.ts';

/** What Kedge remembers of one project. Everything in it is redacted before it gets here. */
export interface Memory extends MemoryReading {
  /**
   * All or nothing. Changes of one project run one after the other, over all processes; what `work` reads is not
   * changed by others until it ends. It must not wait for anything but memory.
   */
  change<T>(work: (change: MemoryChange) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface MemoryReading extends ChangeReading {
  /** Worst first (drift before what is reported apart, then severity), then the oldest, then stack and address. */
  listDrift(query: DriftQuery): Promise<DriftPage>;
  /** By fingerprint, alias or the start of one (4 to 12 hex digits). */
  findDrift(idOrStart: string): Promise<readonly DriftRecord[]>;
  /** Every difference of a resource that is not closed; stack null: in all stacks. */
  driftAt(stack: string | null, address: string): Promise<readonly DriftRecord[]>;
  /** Oldest first. */
  timeline(stack: string, fingerprint: string): Promise<readonly DriftEvent[]>;
  /** Events of every difference since an instant, oldest first. */
  eventsSince(since: string): Promise<readonly DriftEvent[]>;
  stacks(): Promise<readonly StackMemory[]>;
  findStack(stack: string): Promise<StackMemory | null>;
  scansSince(since: string): Promise<readonly ScanSummary[]>;
  findDecision(id: string): Promise<Decision | null>;
  decisionsSince(since: string): Promise<readonly Decision[]>;
  decisionsInForce(): Promise<readonly Decision[]>;
  findRun(id: string): Promise<FixRun | null>;
  /** Runs that have not ended. */
  liveRuns(): Promise<readonly FixRun[]>;
  /** In order of their numbers, from `after` (0: from the first), at most `limit`. */
  auditEntries(after: number, limit: number): Promise<readonly AuditEntry[]>;
  /** How long the chain should be and what it should end with: what was removed at the end is seen by this. */
  auditHead(): Promise<{ readonly number: number; readonly hash: string }>;
  /**
   * Those of one cause, as `causeKey` tells it, over at least two resources, by the worst in them, then by how many
   * they are. Counted by the store, because a fleet has too many to load.
   */
  driftGroups(query: DriftGroupQuery): Promise<readonly DriftGroup[]>;
  /** What `driftFigures` gives for everything in memory, computed by the store. `now` is ISO 8601 in UTC. */
  driftFigures(now: string, windowMs: number): Promise<DriftFigures>;
}

/** Reading sees what this change has written. */
export interface MemoryChange extends MemoryReading, ChangeWriting {
  hasScan(id: string): Promise<boolean>;
  addScan(scan: ScanSummary): Promise<void>;
  saveStack(stack: StackMemory): Promise<void>;
  /** Every difference of the stack that is not closed, and every closed one. */
  driftOfStack(stack: string): Promise<readonly DriftRecord[]>;
  saveDrift(records: readonly DriftRecord[]): Promise<void>;
  addEvents(events: readonly DriftEvent[]): Promise<void>;
  saveDecision(decision: Decision): Promise<void>;
  /** Refused when another run of the same stack has not ended: then that one comes back. */
  startRun(run: FixRun): Promise<{ readonly holder: FixRun } | null>;
  /** The fence: false when the run is not live any more or has another attempt number; nothing is written then. */
  saveRun(run: FixRun): Promise<boolean>;
  appendAudit(facts: AuditFacts): Promise<AuditEntry>;
  /** Who is to be told of what this change does. */
  readonly notices: NoticeBook;
}

/** What is known of a stack. */
export interface StackMemory {
  readonly stack: string;
  readonly path: string;
  readonly owner: string | null;
  readonly lastScan: ScanSummary | null;
  /** Moves that scans have told, oldest first: they outlive their `moved` blocks. */
  readonly moves: readonly { readonly from: string; readonly to: string }[];
}

export interface DriftQuery {
  readonly states: readonly DriftState[] | null;
  /** null: whether it counts as drift or not. */
  readonly drift: boolean | null;
  readonly stack: string | null;
  readonly severities: readonly Severity[] | null;
  readonly limit: number;
  /** From the page before; null: the first page. */
  readonly after: string | null;
}

/** As {@link DriftQuery}; `limit` is how many groups. */
export type DriftGroupQuery = Omit<DriftQuery, 'after'>;

export interface DriftGroup {
  /** Names the cause as long as it is the same; opaque. */
  readonly cause: string;
  /** The first in the order of the list: their common change is its. */
  readonly first: DriftRecord;
  readonly differences: number;
  /** The same address in two stacks is two resources. */
  readonly resources: number;
  readonly stacks: number;
}

export interface DriftPage {
  readonly records: readonly DriftRecord[];
  /** For the next page; null: this was the last. */
  readonly next: string | null;
  /** How many fit the query over all pages. */
  readonly total: number;
}
