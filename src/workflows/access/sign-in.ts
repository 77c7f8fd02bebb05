import { folded } from '#domain/decision/identity.ts';
import { waitForTries, type TriesOf } from '#domain/fleet/sign-in-tries.ts';
import type { Secrets } from '#ports/secrets.ts';
import type { AccessDependencies } from './access-dependencies.ts';
import { openSession, type OpenedSession } from './open-session.ts';

export interface SignInRequest {
  readonly email: string;
  readonly password: string;
  /** From which it comes. */
  readonly address: string;
}

export type SignInOutcome =
  | { readonly session: OpenedSession }
  /** Which of the two is wrong is told to nobody. */
  | { readonly refused: 'wrong' }
  | { readonly refused: 'wait'; readonly seconds: number };

/** By what tries are counted. Not in clear: the table must not become a list of who tried from where. */
export function triesKeys(
  email: string,
  address: string,
  secrets: Secrets,
): Readonly<Record<TriesOf, string>> {
  const account = folded(email);
  return {
    'account and address': secrets.digest(`both\n${account}\n${address}`),
    account: secrets.digest(`account\n${account}`),
    address: secrets.digest(`address\n${address}`),
  };
}

/** Signs in with a password. Takes as long, and says the same, whether there is such an account or not. */
export async function signIn(
  { email, password, address }: SignInRequest,
  deps: AccessDependencies,
): Promise<SignInOutcome> {
  const { access, secrets, clock } = deps;
  const now = clock.now().toISOString();
  const keys = triesKeys(email, address, secrets);
  const seconds = waitForTries(await access.countTries(keys, now), now);
  if (seconds > 0) return { refused: 'wait', seconds };
  const person = await access.personByEmail(email);
  const hash = person === null ? null : await access.passwordOf(person.id);
  const right = await secrets.isPassword(password, hash);
  if (!right || person === null) return { refused: 'wrong' };
  const session = await access.change(async (change) => {
    // Hashing took its time: they may have been removed, or their password changed, meanwhile.
    const still = await change.findPerson(person.id);
    if (still === null || !still.active || (await change.passwordOf(person.id)) !== hash) return null;
    return openSession(change, still, 'password', deps);
  });
  if (session === null) return { refused: 'wrong' };
  await access.forgetTries([keys['account and address']]);
  return { session };
}
