/**
 * A shape of text that is a secret by itself. A group named `secret` narrows the match to the part that must not show.
 *
 * Patterns must stay linear on hostile text: every repetition is bounded, or is the last thing a match can do.
 */
export interface TextRule {
  readonly id: string;
  /** Lower-case texts of which one must occur before the pattern is worth trying. */
  readonly hints: readonly string[];
  readonly pattern: RegExp;
  /** The shape alone is too common: the match must also look drawn at random. */
  readonly random?: boolean;
  readonly example: string;
  /** Reads alike and is no secret. */
  readonly counterExample: string;
}

/** Glues an example from parts, so that secret scanners do not take this project's source for a leak. */
export const glue = (...parts: readonly string[]): string => parts.join('');
