/** The records of changes in the repository, on branches of their own. The work tree is not touched. */
export interface ChangeRecords {
  /** What is already on record as this branch is left as it is. The problem is a sentence. */
  write(record: {
    readonly branch: string;
    /** The record before it, so that the newest branch holds all; null: it is the first. */
    readonly parent: string | null;
    readonly message: string;
    /** `Name <email>`. */
    readonly author: string;
    readonly at: string;
    /** From the root of the project. */
    readonly files: readonly { readonly path: string; readonly text: string }[];
  }): Promise<{ readonly commit: string } | { readonly problem: string }>;
}
