import type { CodeLocation } from '#domain/drift/report.ts';

export interface CodeSnippet {
  readonly commit: string | null;
  readonly firstLine: number;
  /** Redacted. */
  readonly lines: readonly string[];
}

/** The lines of code that a difference points at, as its source has them now. null: they are not at hand. Never throws. */
export interface CodeSnippets {
  at(source: string, place: CodeLocation): Promise<CodeSnippet | null>;
}
