export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 200;

/** What stands against a password, for a person; null: nothing. Length is what counts. */
export function passwordObstacle(
  password: string,
  person: { readonly name: string; readonly email: string },
): string | null {
  const length = Array.from(password).length;
  if (length < SHORTEST_PASSWORD)
    return `The password has ${length} signs; it takes at least ${SHORTEST_PASSWORD}.`;
  if (length > LONGEST_PASSWORD) return `The password has ${length} signs; it may have ${LONGEST_PASSWORD}.`;
  const small = password.toLowerCase();
  if (small === person.email.toLowerCase() || small === person.name.toLowerCase()) {
    return 'The password is the name or the e-mail address.';
  }
  return new Set(password).size < 5 ? 'The password repeats a few signs.' : null;
}
