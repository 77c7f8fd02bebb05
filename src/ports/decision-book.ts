import type { Decision } from '#domain/decision/decision.ts';
import type { Difference } from '#domain/drift/report.ts';

/** The decisions as files of the repository, where everyone reads them: `decisions/NNNN-title.md` and `.driftignore`. */
export interface DecisionBook {
  /**
   * Writes the record of a decision; one that has a record has it replaced under the same name. `file` in the answer
   * is relative to the project's root; `changed` is false when it said just that already.
   */
  write(record: {
    /** The decision's id, which the text carries, too. */
    readonly decision: string;
    readonly title: string;
    readonly text: string;
  }): Promise<{ readonly file: string; readonly changed: boolean } | { readonly problem: string }>;

  /** Adds the line that takes one difference out to the stack's own `.driftignore`; once, however often asked. */
  ignore(line: IgnoreLine): Promise<{ readonly file: string } | { readonly problem: string }>;
}

export interface IgnoreLine {
  /** Absolute. */
  readonly stackFolder: string;
  readonly difference: Difference;
  readonly owner: string;
  readonly reason: string;
  /** YYYY-MM-DD; null: for ever. */
  readonly until: Decision['until'];
}
