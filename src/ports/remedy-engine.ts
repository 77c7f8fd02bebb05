import type { UnknownReason } from '#domain/drift/stack-status.ts';
import type { EngineProgress, EngineStack, EngineVersion } from './engine.ts';

/**
 * The one port through which something is changed, and only by applying a plan that was kept and looked at. Always
 * bare: no kept knowledge of providers stands between the engine and the world.
 */
export interface RemedyEngine {
  /** `terraform validate`; problems as sentences, empty: valid. Starts an init where one is needed. */
  validate(
    stack: EngineStack,
    signal: AbortSignal,
  ): Promise<{ readonly problems: readonly string[] } | EngineFailure>;

  /**
   * Plans with the state lock and keeps the plan file in a private folder, which outlives this process. Once this
   * process has ended without applying it, the plan can only be discarded: the next Kedge deletes the plan file.
   * @param targets addresses; empty: the whole stack
   */
  plan(
    stack: EngineStack,
    targets: readonly string[],
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<{ readonly kept: KeptPlan } | EngineFailure>;

  /**
   * Applies the kept plan, with the state lock, in a process of its own that goes on when Kedge is killed. A kept plan
   * is applied at most once, whoever asks and however often: where an apply was begun before, this is `findApply`. On
   * abort the engine is asked once to stop, and waited for; it is never killed.
   */
  apply(
    folder: string,
    onProgress: (progress: ApplyProgress) => void,
    signal: AbortSignal,
  ): Promise<ApplyOutcome>;

  /** What became of the apply in this folder; waits while it still runs. On abort only the waiting stops. */
  findApply(folder: string, signal: AbortSignal): Promise<ApplyOutcome>;

  /**
   * Deletes the plan file and what was noted beside it. While an apply of it runs nothing is deleted, and `refused` is a
   * sentence.
   */
  discard(folder: string): Promise<{ readonly refused: string | null }>;
}

export interface KeptPlan {
  /** Absolute. Names the plan to `apply`, `findApply` and `discard`, also after a restart. */
  readonly folder: string;
  /** SHA-256 of the plan file, hexadecimal. */
  readonly digest: string;
  readonly engine: EngineVersion;
  /** `show -json`: clear-text secrets. */
  readonly planJson: string;
  /** Of the state that it was made from; null: there is none yet, or the plan file does not tell. */
  readonly lineage: string | null;
  readonly serial: number | null;
  readonly resourcesRead: number;
  /** A sentence: why this plan may be looked at and is never applied. null: it may be applied. */
  readonly cannotApply: string | null;
}

export interface EngineFailure {
  readonly failed: UnknownReason;
  /** What the engine said; may hold secrets. */
  readonly detail: string;
}

export type ApplyProgress =
  | { readonly kind: 'waiting_for_lock' }
  | { readonly kind: 'resource'; readonly address: string; readonly done: boolean };

export type ApplyOutcome =
  /** No apply of this plan was ever begun. */
  | { readonly kind: 'never_started' }
  | { readonly kind: 'applied' }
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly reason: ApplyRefusal; readonly detail: string }
  /** It ended with an error: some of it may be done. */
  | { readonly kind: 'failed'; readonly detail: string }
  /** It still runs; the wait for it was given up. */
  | { readonly kind: 'running' }
  /** It was begun and nobody knows how it ended: only a fresh read can tell. */
  | { readonly kind: 'lost'; readonly detail: string };

/**
 * - `stale`: the state was changed after the plan was made
 * - `locked`: somebody holds the lock of the state
 * - `unusable`: the plan file is gone or is another one, or the plan may not be applied at all
 */
export type ApplyRefusal = 'stale' | 'locked' | 'unusable';
