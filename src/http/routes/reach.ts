import { mayFor, teamsOf } from '#domain/fleet/caller.ts';
import type { Permission } from '#domain/fleet/permission.ts';
import type { StackKey } from '#ports/fleet-reads.ts';
import type { FleetSnapshot } from '#workflows/fleet/fleet-view.ts';
import { callerOf, type HttpContext } from '../env.ts';

/** Whose stacks the caller has a permission for. */
export interface Reach {
  /** null: everybody's, and what nobody owns. */
  readonly teams: readonly string[] | null;
  readonly may: (team: string | null) => boolean;
}

export function reachOf(context: HttpContext, permission: Permission): Reach {
  const caller = callerOf(context);
  return { teams: teamsOf(caller, permission), may: (team) => mayFor(caller, permission, team) };
}

/** The stacks that a caller sees; null: all. */
export const stacksIn = ({ standings }: FleetSnapshot, { teams }: Reach): readonly StackKey[] | null =>
  teams === null
    ? null
    : standings
        .filter(({ team }) => team !== null && teams.includes(team))
        .map(({ source, stack }) => ({ source, stack }));

/** Whether a caller sees a stack. One that its source has no longer belongs to nobody. */
export const sees = (snapshot: FleetSnapshot, reach: Reach, key: StackKey): boolean =>
  reach.may(snapshot.standing(key)?.team ?? null);
