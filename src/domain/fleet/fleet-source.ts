import type { Source } from './source.ts';

/** A source with what the server knows of it. */
export interface FleetSource {
  readonly source: Source;
  /** What memory calls it; null until it was read for the first time. */
  readonly project: string | null;
  /** How it was read last; null: never. */
  readonly synced: SourceSync | null;
}

export interface SourceSync {
  /** When it was tried last. ISO 8601, UTC. */
  readonly at: string;
  /** The last commit that was read; null: none, or a folder outside of Git. */
  readonly commit: string | null;
  /** A sentence when the last try failed: what is known of its stacks is older than `at`. */
  readonly problem: string | null;
}
