import type { Permission } from '#domain/fleet/permission.ts';
import type { Fleet } from '#ports/fleet.ts';

export type ChangePermission = Extract<Permission, `change.${string}`>;

/** Whether somebody has a permission for what a team owns; null: nobody owns it. */
export type MayOfChange = (permission: ChangePermission, team: string | null) => boolean;

/**
 * Whose a change is: the teams of its stacks. One that concerns no stack is its source's; a stack that is not known, or
 * not any more, is nobody's, and only who has a role for all teams may do anything with it.
 */
export async function teamsOfChange(
  source: string,
  stacks: readonly string[],
  fleet: Pick<Fleet, 'findSource' | 'findStack'>,
): Promise<readonly (string | null)[]> {
  if (stacks.length === 0) return [(await fleet.findSource(source))?.source.team ?? null];
  const teams = new Set<string | null>();
  for (const stack of stacks) {
    const found = await fleet.findStack(source, stack);
    teams.add(found === null || found.goneSince !== null ? null : found.team);
  }
  return [...teams];
}

/** One of its teams is enough to see it. */
export const seesChange = (teams: readonly (string | null)[], may: MayOfChange): boolean =>
  teams.some((team) => may('change.read', team));

/** Whoever acts acts for all of its teams. */
export const mayActOn = (
  teams: readonly (string | null)[],
  permission: ChangePermission,
  may: MayOfChange,
): boolean => teams.every((team) => may(permission, team));
