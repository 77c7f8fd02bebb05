import { identityText } from '#domain/decision/identity.ts';
import type { Person } from '#domain/fleet/person.ts';
import type { Session, SignInWay } from '#domain/fleet/session.ts';
import type { AccessChange } from '#ports/access.ts';
import type { AccessDependencies } from './access-dependencies.ts';

/** What the browser gets; nobody else ever sees it. */
export interface OpenedSession {
  readonly secret: string;
  readonly csrf: string;
}

/** A new session with each signing in: a secret that somebody has planted before is worth nothing. */
export async function openSession(
  change: AccessChange,
  person: Person,
  way: SignInWay,
  { secrets, clock, newId }: AccessDependencies,
): Promise<OpenedSession> {
  const secret = secrets.random();
  const csrf = secrets.random();
  const at = clock.now().toISOString();
  const session: Session = {
    id: newId(),
    person: person.id,
    way,
    digest: secrets.digest(secret),
    previousDigest: null,
    csrf,
    createdAt: at,
    seenAt: at,
    renewedAt: at,
  };
  await change.savePerson({ ...person, lastSignInAt: at });
  await change.addSession(session);
  await change.appendAudit({
    at,
    actor: identityText(person),
    action: 'session.opened',
    subject: person.id,
    details: { way, session: session.id },
  });
  return { secret, csrf };
}
