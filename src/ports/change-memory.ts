import type { Change, ChangeEvent } from '#domain/change/change.ts';
import type { ChangeState } from '#domain/change/change-state.ts';
import type { LockHolder } from '#domain/change/change-lock.ts';
import type { Look } from '#domain/change/look.ts';
import type { Surroundings } from '#domain/change/watch-contamination.ts';
import type { WatchHistory } from '#domain/change/watch-history.ts';

/** What is remembered of changes: part of the memory of a project. */
export interface ChangeReading {
  findChange(id: string): Promise<Change | null>;
  /** Newest first; null: in every state. */
  changesIn(states: readonly ChangeState[] | null): Promise<readonly Change[]>;
  /** What happened around a change since an instant: on its stacks, its services and those of its control. */
  surroundings(of: Change, since: string): Promise<Surroundings>;
  /** Those whose verdict rests on values that may still be corrected and are due to be read again. */
  changesToSettle(now: string): Promise<readonly Change[]>;
  /** In the order in which it happened. */
  changeEvents(id: string): Promise<readonly ChangeEvent[]>;
  /** Looks of a watch from this number on, in their order. */
  changeLooks(id: string, watch: number, from: number): Promise<readonly Look[]>;
  /** What a watch is judged by that lay before it; null: it was not read yet. */
  watchHistory(id: string, watch: number): Promise<WatchHistory | null>;
  /** Whether a word that came by a channel has counted already. */
  wordCounted(change: string, mark: string): Promise<boolean>;
  /** Who holds any of these. */
  lockHolders(keys: readonly string[]): Promise<readonly LockHolder[]>;
}

export interface ChangeWriting extends ChangeReading {
  /** False: there is one of that id already, and nothing was written. */
  openChange(change: Change): Promise<boolean>;
  /**
   * The fence: false when another attempt has taken the change over, or when it is closed; nothing is written then.
   */
  saveChange(change: Change): Promise<boolean>;
  /** The one thing that is written over a change that is closed, too: that its values settled. The same fence. */
  saveSettled(change: Change): Promise<boolean>;
  addChangeEvents(events: readonly ChangeEvent[]): Promise<void>;
  /** All of the keys or none: whoever holds one already comes back. */
  takeLocks(change: Change, keys: readonly string[], since: string): Promise<readonly LockHolder[]>;
  freeLocks(change: string): Promise<void>;
  /** False: this look was made already, and nothing was written. */
  addLook(change: string, look: Look): Promise<boolean>;
  /** Notes a word that came by a channel with what it does. False: it has counted already. */
  countWord(change: string, mark: string, at: string): Promise<boolean>;
  saveWatchHistory(change: string, watch: number, history: WatchHistory): Promise<void>;
}
