import { permissionRule, type Permission, type Scope } from './permission.ts';
import { roleIsAtLeast, type Grant } from './role.ts';

/** Who asks the server for something. */
export interface Caller {
  /** The id of the person. */
  readonly person: string;
  readonly name: string;
  readonly email: string;
  readonly grants: readonly Grant[];
  readonly way: 'session' | 'token';
  /** The id of the session or token, for limits and the log; no secret. */
  readonly credential: string;
  /** What a token is limited to; null: a session may all that the person may. */
  readonly scopes: readonly Scope[] | null;
}

/** The teams for which a caller has a permission; null: all, and what no team owns. */
export function teamsOf(caller: Caller, permission: Permission): readonly string[] | null {
  const { role, scope, reach } = permissionRule(permission);
  if (caller.scopes !== null && !caller.scopes.includes(scope)) return [];
  const grants = caller.grants.filter((grant) => roleIsAtLeast(grant.role, role));
  if (grants.some(({ team }) => team === null)) return null;
  return reach === 'server' ? [] : grants.flatMap(({ team }) => (team === null ? [] : [team]));
}

/** Whether the caller has the permission for anything at all: what a route asks before it looks at what is named. */
export const mayAtAll = (caller: Caller, permission: Permission): boolean =>
  (teamsOf(caller, permission) ?? ['']).length > 0;

/** Whether the caller has the permission for what a team owns; null: nobody owns it. */
export function mayFor(caller: Caller, permission: Permission, team: string | null): boolean {
  const teams = teamsOf(caller, permission);
  return teams === null || (team !== null && teams.includes(team));
}
