import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { get, rememberCsrf } from './client.ts';
import type { Me, Role } from './types.ts';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => {
    const me = await get<Me>('/me');
    rememberCsrf(me.csrf);
    return me;
  },
  staleTime: 5 * 60_000,
});

export const useMe = (): Me => useSuspenseQuery(meQuery).data;

const RANK: Readonly<Record<Role, number>> = { viewer: 0, responder: 1, approver: 2, admin: 3 };

/**
 * Whether a button is worth showing. The server decides again: what is not shown is not thereby forbidden, and what is
 * shown may be refused.
 * @param team null: the whole server
 */
export const mayAs = (me: Me, role: Role, team: string | null = null): boolean =>
  me.grants.some((grant) => RANK[grant.role] >= RANK[role] && (grant.team === null || grant.team === team));
