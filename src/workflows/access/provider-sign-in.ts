import { identityText, parseIdentity } from '#domain/decision/identity.ts';
import type { Person } from '#domain/fleet/person.ts';
import { grantsByClaims, type ClaimRule } from '#domain/fleet/provider-grants.ts';
import type { Grant } from '#domain/fleet/role.ts';
import type { SignInProblem } from '#domain/fleet/sign-in-problem.ts';
import type { AccessChange } from '#ports/access.ts';
import type { ProvenClaims } from '#ports/identity-provider.ts';
import type { AccessDependencies } from './access-dependencies.ts';
import { openSession, type OpenedSession } from './open-session.ts';

export interface ProviderRules {
  readonly grants: readonly ClaimRule[];
  /** For a provider that verifies addresses and does not say so. */
  readonly trustEmail: boolean;
}

/** Signs in whom the provider has named; their roles by its claims are settled anew. */
export async function signInFromProvider(
  claims: ProvenClaims,
  rules: ProviderRules,
  deps: AccessDependencies,
): Promise<{ readonly session: OpenedSession } | { readonly refused: SignInProblem }> {
  const { issuer, subject, all } = claims;
  const email = provenEmail(claims, rules);
  const grants = grantsByClaims(rules.grants, all);
  return deps.access.change(async (change) => {
    const known =
      (await change.personBySubject({ issuer, subject })) ?? (await unclaimed(change, email, issuer));
    if (known === 'taken') return { refused: 'no-email' };
    if (known === null && email === null) return { refused: 'no-email' };
    if (known !== null && !known.active) return { refused: 'inactive' };
    if (grants.length + (known?.grants.length ?? 0) === 0) return { refused: 'no-role' };
    const person =
      known === null ? newPerson(email ?? '', claims, grants, deps) : { ...known, providerGrants: grants };
    const linked: Person = { ...person, subject: { issuer, subject } };
    if (known === null) await change.addPerson(linked);
    await note(change, known, linked, deps);
    return { session: await openSession(change, linked, 'provider', deps) };
  });
}

/** Whoever can have any address written into a token must not become somebody else by it. */
function provenEmail({ all }: ProvenClaims, { trustEmail }: ProviderRules): string | null {
  const { email, email_verified: verified } = all;
  if (typeof email !== 'string' || !(verified === true || (trustEmail && verified !== false))) return null;
  const read = parseIdentity(`<${email}>`);
  return 'identity' in read && read.identity.email === email ? email : null;
}

/** Somebody of this address who has not come from a provider before. `taken`: they have, as another subject. */
async function unclaimed(
  change: AccessChange,
  email: string | null,
  issuer: string,
): Promise<Person | null | 'taken'> {
  const person = email === null ? null : await change.personByEmail(email);
  return person?.subject == null || person.subject.issuer !== issuer ? person : 'taken';
}

function newPerson(
  email: string,
  { all }: ProvenClaims,
  providerGrants: readonly Grant[],
  { newId, clock }: AccessDependencies,
): Person {
  const read = parseIdentity(typeof all['name'] === 'string' ? all['name'] : '');
  return {
    id: newId(),
    name: 'identity' in read && read.identity.email === null ? read.identity.name : '',
    email,
    grants: [],
    providerGrants,
    active: true,
    hasPassword: false,
    subject: null,
    createdAt: clock.now().toISOString(),
    lastSignInAt: null,
  };
}

async function note(
  change: AccessChange,
  before: Person | null,
  after: Person,
  { clock }: AccessDependencies,
): Promise<void> {
  const same =
    before !== null && JSON.stringify(before.providerGrants) === JSON.stringify(after.providerGrants);
  if (same && before.subject !== null) return;
  await change.appendAudit({
    at: clock.now().toISOString(),
    actor: identityText(after),
    action: before === null ? 'person.added_by_provider' : 'person.roles_by_provider',
    subject: after.id,
    details: {
      email: after.email,
      issuer: after.subject?.issuer ?? null,
      grants: after.providerGrants.map(({ team, role }) => ({ team, role })),
    },
  });
}
