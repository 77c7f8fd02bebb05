import { parseIdentity } from '#domain/decision/identity.ts';
import { passwordObstacle } from '#domain/fleet/password-rules.ts';
import { leavesNoAdmin, type Person } from '#domain/fleet/person.ts';
import type { Grant } from '#domain/fleet/role.ts';
import type { JsonObject } from '#domain/json.ts';
import type { AccessChange } from '#ports/access.ts';
import type { AccessDependencies } from './access-dependencies.ts';

export interface PersonDraft {
  readonly name: string;
  readonly email: string;
  readonly grants: readonly Grant[];
  /** null: they sign in with the identity provider. */
  readonly password: string | null;
}

export type PersonPatch = {
  readonly name?: string | undefined;
  readonly grants?: readonly Grant[] | undefined;
  readonly active?: boolean | undefined;
  readonly password?: string | null | undefined;
};

/** `missing`: there is no such person. `refused` is a sentence. */
export type PersonOutcome =
  | { readonly person: Person }
  | { readonly refused: string }
  | { readonly missing: true };

/** @param actor `Name <email>` */
export async function addPerson(
  draft: PersonDraft,
  actor: string,
  deps: AccessDependencies,
): Promise<PersonOutcome> {
  const refused =
    nameObstacle(draft) ?? (draft.password === null ? null : passwordObstacle(draft.password, draft));
  if (refused !== null) return { refused };
  const hash = draft.password === null ? null : await deps.secrets.hashPassword(draft.password);
  return deps.access.change(async (change) => {
    const other = await change.personByEmail(draft.email);
    if (other !== null)
      return { refused: `${other.email} is known already${other.active ? '' : ', and not active'}.` };
    const person: Person = {
      id: deps.newId(),
      name: draft.name,
      email: draft.email,
      grants: draft.grants,
      providerGrants: [],
      active: true,
      hasPassword: hash !== null,
      subject: null,
      createdAt: deps.clock.now().toISOString(),
      lastSignInAt: null,
    };
    await change.addPerson(person);
    if (hash !== null) await change.setPassword(person.id, hash);
    await noted(change, actor, 'person.added', person, { password: hash !== null }, deps);
    return { person };
  });
}

/** A person who loses the right to sign in, or gets a new password, is signed out everywhere. */
export async function changePerson(
  id: string,
  patch: PersonPatch,
  actor: string,
  deps: AccessDependencies,
): Promise<PersonOutcome> {
  const { password } = patch;
  const hash = typeof password === 'string' ? await deps.secrets.hashPassword(password) : null;
  return deps.access.change(async (change) => {
    const before = await change.findPerson(id);
    if (before === null) return { missing: true };
    const after = patched(before, patch, hash !== null);
    const refused =
      nameObstacle(after) ??
      (typeof password === 'string' ? passwordObstacle(password, after) : null) ??
      (leavesNoAdmin(await change.people(), after) ? NO_ADMIN : null);
    if (refused !== null) return { refused };
    await change.savePerson(after);
    if (password !== undefined) await change.setPassword(id, hash);
    if (!after.active) await change.removeTokens(id);
    if (!after.active || password !== undefined) await change.endSessions({ person: id, except: null });
    const changed = { password: password !== undefined, was: facts(before) };
    await noted(change, actor, after.active ? 'person.changed' : 'person.deactivated', after, changed, deps);
    return { person: after };
  });
}

const NO_ADMIN = 'Nobody could manage people any more: make somebody else admin for all teams first.';

const patched = (
  person: Person,
  { name, grants, active, password }: PersonPatch,
  hashed: boolean,
): Person => ({
  ...person,
  name: name ?? person.name,
  grants: grants ?? person.grants,
  active: active ?? person.active,
  hasPassword: password === undefined ? person.hasPassword : hashed,
});

function nameObstacle({ name, email }: { readonly name: string; readonly email: string }): string | null {
  const read = parseIdentity(`${name} <${email}>`);
  if ('problem' in read) return read.problem;
  const { identity } = read;
  return identity.name === name && identity.email === email
    ? null
    : `\`${name} <${email}>\` does not name a person. Write the name without brackets and spaces around it.`;
}

const facts = ({ name, grants, active }: Person): JsonObject => ({
  name,
  active,
  grants: grants.map(({ team, role }) => ({ team, role })),
});

async function noted(
  change: AccessChange,
  actor: string,
  action: string,
  person: Person,
  more: JsonObject,
  { clock }: AccessDependencies,
): Promise<void> {
  const details = { email: person.email, ...facts(person), ...more };
  await change.appendAudit({ at: clock.now().toISOString(), actor, action, subject: person.id, details });
}
