import { identityText } from '#domain/decision/identity.ts';
import type { Person } from '#domain/fleet/person.ts';
import type { Grant } from '#domain/fleet/role.ts';
import type { AccessDependencies } from './access-dependencies.ts';
import { openSession, type OpenedSession } from './open-session.ts';

const VALID_MS = 15 * 60_000;

const ADMIN: Grant = { team: null, role: 'admin' };

/**
 * Makes the code of a link that signs in whoever opens it first, as this person and as admin. For whoever has started the
 * server: they hold the database anyway.
 */
export async function makeSignInLink(
  who: { readonly name: string; readonly email: string },
  { access, secrets, clock }: AccessDependencies,
): Promise<string> {
  const code = secrets.random();
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + VALID_MS).toISOString();
  await access.change(async (change) => {
    await change.addLink({ digest: secrets.digest(code), name: who.name, email: who.email, expiresAt });
    await change.appendAudit({
      at: now.toISOString(),
      actor: identityText(who),
      action: 'sign_in_link.made',
      subject: who.email,
      details: { expires_at: expiresAt },
    });
  });
  return code;
}

/** null: there is no such link, it was used, or its time is over. */
export async function useSignInLink(code: string, deps: AccessDependencies): Promise<OpenedSession | null> {
  const { access, secrets, clock } = deps;
  return access.change(async (change) => {
    const link = await change.takeLink(secrets.digest(code));
    const now = clock.now().toISOString();
    if (link === null || link.expiresAt <= now) return null;
    const known = await change.personByEmail(link.email);
    const person = known === null ? newAdmin(link, now, deps) : asAdmin(known);
    if (known === null) await change.addPerson(person);
    return openSession(change, person, 'link', deps);
  });
}

const newAdmin = (
  { name, email }: { readonly name: string; readonly email: string },
  createdAt: string,
  { newId }: AccessDependencies,
): Person => ({
  id: newId(),
  name,
  email,
  grants: [ADMIN],
  providerGrants: [],
  active: true,
  hasPassword: false,
  subject: null,
  createdAt,
  lastSignInAt: null,
});

function asAdmin(person: Person): Person {
  const { grants } = person;
  const is = grants.some(({ team, role }) => team === ADMIN.team && role === ADMIN.role);
  return { ...person, active: true, grants: is ? grants : [...grants, ADMIN] };
}
