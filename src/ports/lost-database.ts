/** The database went away in the middle: nothing is known of what was not confirmed. It may be back any time. */
export class LostDatabase extends Error {
  override readonly name = 'LostDatabase';
}
