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
   * Plans and keeps the plan file in a private folder, which outlives this process.
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
   * is applied at most once, whoever asks and however often.
   */
  apply(
    folder: string,
    onProgress: (progress: ApplyProgress) => void,
    signal: AbortSignal,
  ): Promise<ApplyOutcome>;

  /** What became of the apply in this folder; waits while it still runs. */
  findApply(folder: string, signal: AbortSignal): Promise<ApplyOutcome>;

  /** Deletes the plan file and what was noted beside it. Refused while an apply of it runs. */
  discard(folder: string): Promise<void>;
}

export interface KeptPlan {
  /** Absolute. Names the plan to `apply`, `findApply` and `discard`, also after a restart. */
  readonly folder: string;
  /** SHA-256 of the plan file, hexadecimal. */
  readonly digest: string;
  readonly engine: EngineVersion;
  /** `show -json`: clear-text secrets. */
  readonly planJson: string;
  /** `show`, as the engine words it for people; may hold secrets that no mask names. */
  readonly text: string;
  readonly lineage: string | null;
  readonly serial: number | null;
  readonly resourcesRead: number;
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
  /** The engine says that it changed nothing: stale plan, lock held. */
  | { readonly kind: 'refused'; readonly reason: 'stale' | 'locked'; readonly detail: string }
  /** It ended with an error: some of it may be done. */
  | { readonly kind: 'failed'; readonly detail: string }
  /** It was begun and nobody knows how it ended: only a fresh read can tell. */
  | { readonly kind: 'lost'; readonly detail: string };
