import type { Grant } from './role.ts';

/** Somebody who may sign in. The e-mail address is who they are, so it never changes. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Given by an admin. */
  readonly grants: readonly Grant[];
  /** Given by what the identity provider says, anew with each sign-in. */
  readonly providerGrants: readonly Grant[];
  /** Not active: may not sign in, and what they hold is not valid. */
  readonly active: boolean;
  readonly hasPassword: boolean;
  /** At the identity provider; null: they have not come from there. */
  readonly subject: ProviderSubject | null;
  readonly createdAt: string;
  readonly lastSignInAt: string | null;
}

/** An identity provider names people by this pair; their e-mail addresses may move on. */
export interface ProviderSubject {
  readonly issuer: string;
  readonly subject: string;
}

export const grantsOf = ({ grants, providerGrants }: Person): readonly Grant[] => [
  ...grants,
  ...providerGrants,
];

/** As long as a session may last. */
const PROVIDER_GRANTS_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * What counts of somebody who acts without signing in: what the identity provider says of them is old a week after they
 * came from there.
 */
export const freshGrantsOf = (
  { grants, providerGrants, lastSignInAt }: Person,
  nowMs: number,
): { readonly grants: readonly Grant[]; readonly old: boolean } => {
  const fresh = lastSignInAt !== null && nowMs - Date.parse(lastSignInAt) <= PROVIDER_GRANTS_MS;
  return fresh || providerGrants.length === 0
    ? { grants: [...grants, ...providerGrants], old: false }
    : { grants, old: true };
};

/** Whoever manages people everywhere. */
const managesAll = (person: Person): boolean =>
  person.active && grantsOf(person).some(({ role, team }) => role === 'admin' && team === null);

/** Whether nobody could manage people any more after a change. */
export const leavesNoAdmin = (before: readonly Person[], after: Person): boolean =>
  before.some(managesAll) &&
  !before.map((person) => (person.id === after.id ? after : person)).some(managesAll);
