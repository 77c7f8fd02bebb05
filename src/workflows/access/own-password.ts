import { identityText } from '#domain/decision/identity.ts';
import { passwordObstacle } from '#domain/fleet/password-rules.ts';
import { waitForTries } from '#domain/fleet/sign-in-tries.ts';
import type { AccessDependencies } from './access-dependencies.ts';
import { triesKeys } from './sign-in.ts';

export interface OwnPassword {
  readonly person: string;
  /** The session that stays. */
  readonly session: string;
  readonly address: string;
  readonly current: string;
  readonly next: string;
}

export type PasswordOutcome =
  | { readonly changed: true }
  | { readonly refused: 'wrong' | 'rules' | 'wait'; readonly why: string };

/** Whoever else holds a session of theirs is signed out. Guessing the present one is counted as signing in is. */
export async function changeOwnPassword(
  request: OwnPassword,
  deps: AccessDependencies,
): Promise<PasswordOutcome> {
  const { access, secrets, clock } = deps;
  const person = await access.findPerson(request.person);
  if (person === null) return { refused: 'wrong', why: 'There is no such person any more.' };
  const obstacle = passwordObstacle(request.next, person);
  if (obstacle !== null) return { refused: 'rules', why: obstacle };
  const now = clock.now().toISOString();
  const keys = triesKeys(person.email, request.address, secrets);
  if (waitForTries(await access.countTries(keys, now), now) > 0) {
    return { refused: 'wait', why: 'There were too many tries. Wait a quarter of an hour.' };
  }
  if (!(await secrets.isPassword(request.current, await access.passwordOf(person.id)))) {
    return { refused: 'wrong', why: 'The present password is another.' };
  }
  const hash = await secrets.hashPassword(request.next);
  await access.change(async (change) => {
    await change.setPassword(person.id, hash);
    const ended = await change.endSessions({ person: person.id, except: request.session });
    await change.appendAudit({
      at: clock.now().toISOString(),
      actor: identityText(person),
      action: 'password.changed',
      subject: person.id,
      details: { sessions_ended: ended },
    });
  });
  await access.forgetTries([keys['account and address']]);
  return { changed: true };
}
