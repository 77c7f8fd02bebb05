/** The Git repository that the code lives in. Never touches its work tree or its index. */
export interface Repository {
  /** null: the folder is in no repository, or there is no Git. */
  find(folder: string): Promise<RepositoryPlace | null>;

  /** Why `find` gives null for the folder, as a sentence; null: it gives a place. */
  whyNone(folder: string): Promise<string | null>;

  /**
   * Configuration files right in the folders (relative to the top) that Git does not track, relative to the top. A
   * stack that reads one cannot be proven from a commit.
   */
  untrackedConfiguration(top: string, folders: readonly string[]): Promise<readonly string[]>;

  /** Tracked files below the paths that differ from the commit, relative to the top; untracked files do not count. */
  changedFiles(top: string, paths: readonly string[]): Promise<readonly string[]>;

  /** `Name <email>` as Git would sign a commit here; null: Git knows nobody. */
  author(folder: string): Promise<string | null>;

  /** Makes a commit object with these files changed; no branch knows it yet. Paths relative to the top. */
  commit(request: CommitRequest): Promise<{ readonly commit: string } | { readonly problem: string }>;

  /**
   * Makes the commit that undoes another on top of `onto`; no branch knows it yet. The same request makes the same
   * commit. What stands against it (a conflict, another history) is a sentence.
   */
  revert(request: RevertRequest): Promise<Reverted | { readonly problem: string }>;

  /** The change of a commit against its parent, as a patch. */
  patch(top: string, commit: string): Promise<string>;

  /**
   * A work tree of the commit in a private folder, gone afterwards, also after a kill (at the next start). Files that
   * Git does not know and the engine reads (local state, variable files, a lock file) are linked in from the folders
   * named, relative to the top.
   */
  withWorktree<T>(
    request: { readonly top: string; readonly commit: string; readonly inputsFrom: readonly string[] },
    work: (folder: string) => Promise<T>,
  ): Promise<T | { readonly problem: string }>;

  /** Makes the branch, or says that it is there already and where it points. Atomic. */
  createBranch(
    top: string,
    name: string,
    commit: string,
  ): Promise<{ readonly created: true } | { readonly exists: string } | { readonly problem: string }>;

  branchCommit(top: string, name: string): Promise<string | null>;

  /** null: pushed; else what stood against it. */
  push(top: string, remote: string, branch: string): Promise<string | null>;
}

export interface RepositoryPlace {
  /** The folder that was asked about, absolute, without symbolic links. */
  readonly folder: string;
  /** Absolute, without symbolic links. */
  readonly top: string;
  /** null: no commit yet. */
  readonly commit: string | null;
  /** null: detached. */
  readonly branch: string | null;
  /** `https://example.com/shop/infra` of the remote `origin`, without credentials; null: there is none. */
  readonly origin: string | null;
}

export interface RevertRequest {
  readonly top: string;
  /** Anything that Git reads as a commit. */
  readonly undo: string;
  readonly onto: string;
  /** What the message says below Git's own words. */
  readonly note: string;
  /** `Name <email>`. */
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface Reverted {
  readonly commit: string;
  /** The full id of what it undoes. */
  readonly undoes: string;
}

export interface CommitRequest {
  readonly top: string;
  readonly parent: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly message: string;
  /** `Name <email>`. */
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
}
