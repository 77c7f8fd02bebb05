/** What a command decides about the looks of a report. Each format reads the part that concerns it. */
export interface RenderOptions {
  /** ANSI colours (table). */
  readonly color: boolean;
  /** Columns of the terminal (table). */
  readonly width: number;
  /** Shows what the noise rules took out, each with its rule. */
  readonly showSuppressed: boolean;
  /** Writes when the scan was and how long it took; without it the same findings give the same bytes. */
  readonly times: boolean;
  /** Prefix for file names when the report's root is not the folder in which the reader stands (table). */
  readonly root?: string;
}
