import type { Change } from '#domain/change/change.ts';
import type { ChangeState } from '#domain/change/change-state.ts';
import type { JobProgress } from '#domain/fleet/job.ts';
import type { FleetPage, PageWish, StackKey } from './fleet-reads.ts';

/** The changes of all sources at once. Nothing here writes. A list is null for a cursor that no page of it gave. */
export interface ChangeReads {
  /** The most urgent first, then the newest. */
  listChanges(filter: ChangeFilter, page: PageWish): Promise<FleetPage<SourceChange> | null>;
  /** Stops at `most`. */
  countChanges(filter: ChangeFilter, most: number): Promise<number>;
  /** Those that Kedge has to move on by itself. */
  toDrive(): Promise<readonly ChangeToDrive[]>;
  /** Those whose verdict rests on values that are due to be read again; `now` is ISO 8601. */
  toSettle(now: string): Promise<readonly Pick<ChangeToDrive, 'source' | 'id'>[]>;
  /** Work that waits or runs, by its key. */
  workOn(keys: readonly string[]): Promise<ReadonlyMap<string, LiveWork>>;
  changeFigures(nowMs: number): Promise<ChangeFigures>;
}

export interface SourceChange {
  readonly source: string;
  readonly change: Change;
}

/** null: not narrowed by it. */
export interface ChangeFilter {
  readonly states: readonly ChangeState[] | null;
  readonly sources: readonly string[] | null;
  /** A part of the owner's name or address. */
  readonly owner: string | null;
  /** A part of the id, the title, or of what it concerns. */
  readonly text: string | null;
  readonly within: ChangeScope | null;
}

/** Whose changes are seen: those of these stacks, and those without a stack of these sources. */
export interface ChangeScope {
  readonly stacks: readonly StackKey[];
  readonly sources: readonly string[];
}

export interface ChangeToDrive {
  readonly source: string;
  readonly id: string;
  /** Another one as soon as somebody has moved the change. */
  readonly mark: string;
}

export interface LiveWork {
  readonly job: string;
  readonly running: boolean;
  /** null: as soon as a worker is free. */
  readonly startAfter: string | null;
  readonly progress: JobProgress | null;
}

export interface ChangeFigures {
  readonly byState: Readonly<Partial<Record<ChangeState, number>>>;
  /** Looks that were made since there is this memory. */
  readonly looks: number;
  /** How long the look that has waited most is due; 0: none is. */
  readonly overdueMs: number;
}
