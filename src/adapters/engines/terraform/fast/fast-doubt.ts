/**
 * Something that the fast way does not vouch for. It is never shown as an error: the plan is made the bare way and
 * the report says why. The message is a clause without values of the stack.
 */
export class FastDoubt extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'FastDoubt';
  }
}

/** The clause for the report, for whatever was thrown. */
export const doubtText = (error: unknown): string =>
  error instanceof FastDoubt ? error.message : `of an unexpected failure (${codeOf(error)})`;

/** A code, not the message: that may hold paths or values. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.name;
}
