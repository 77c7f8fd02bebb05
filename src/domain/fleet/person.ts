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

/** Whoever manages people everywhere. */
const managesAll = (person: Person): boolean =>
  person.active && grantsOf(person).some(({ role, team }) => role === 'admin' && team === null);

/** Whether nobody could manage people any more after a change. */
export const leavesNoAdmin = (before: readonly Person[], after: Person): boolean =>
  before.some(managesAll) &&
  !before.map((person) => (person.id === after.id ? after : person)).some(managesAll);
