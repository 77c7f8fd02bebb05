import type { Source } from '#domain/fleet/source.ts';

/** The code of sources on this machine. Nobody's work tree is touched, and no credential leaves it. */
export interface Checkouts {
  /**
   * Brings what is known of the source up to date. `since` is the commit of the last sync, for the changed paths. One
   * sync of a source at a time; a killed one leaves nothing that stands against the next.
   */
  sync(
    source: Source,
    since: string | null,
    signal: AbortSignal,
  ): Promise<Synced | { readonly problem: string }>;

  /**
   * The code at a commit, to read and to plan in; many may hold it at once, and nobody may write into it. A commit
   * that this machine does not have yet is fetched. A folder is given as it stands.
   */
  at(
    source: Source,
    commit: string | null,
    signal: AbortSignal,
  ): Promise<Checkout | { readonly problem: string }>;

  /** Pushes a branch that Kedge made (`kedge/...`) where the source permits it. null: it is there; else a sentence. */
  publish(source: Source, branch: string, signal: AbortSignal): Promise<string | null>;

  /** Everything that this machine keeps of a source that was removed. */
  forget(name: string): Promise<void>;
}

export interface Synced {
  /** The head of the branch; null for a folder outside of Git. */
  readonly commit: string | null;
  /** From the top of the repository, sorted; null: nobody can tell, so all may have changed. */
  readonly changedPaths: readonly string[] | null;
  /** `https://example.com/shop/infra` without credentials; null: there is nothing to name it by. */
  readonly origin: string | null;
}

export interface Checkout {
  /** The top of the repository, or the folder. Absolute, without symbolic links. */
  readonly top: string;
  /** The source's subfolder of it. */
  readonly root: string;
  readonly commit: string | null;
  release(): Promise<void>;
}
