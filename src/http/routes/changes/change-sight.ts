import type { Change } from '#domain/change/change.ts';
import { mayFor, teamsOf } from '#domain/fleet/caller.ts';
import type { ChangeScope } from '#ports/change-reads.ts';
import type { Memory } from '#ports/memory.ts';
import { seesChange, teamsOfChange, type MayOfChange } from '#workflows/fleet/change-teams.ts';
import { callerOf, type HttpContext } from '../../env.ts';
import { problem } from '../../problem.ts';
import type { ChangeRoutes } from './change-areas.ts';

export function mayOf(context: HttpContext): MayOfChange {
  const caller = callerOf(context);
  return (permission, team) => mayFor(caller, permission, team);
}

/** Whose changes the caller sees; null: everybody's. */
export async function scopeOf(
  context: HttpContext,
  { fleet }: Pick<ChangeRoutes, 'fleet'>,
): Promise<ChangeScope | null> {
  const teams = teamsOf(callerOf(context), 'change.read');
  if (teams === null) return null;
  const theirs = (team: string | null): boolean => team !== null && teams.includes(team);
  return {
    stacks: (await fleet.stacks(null)).filter(({ team }) => theirs(team)),
    sources: (await fleet.sources())
      .filter(({ source }) => theirs(source.team))
      .map(({ source }) => source.name),
  };
}

/** The teams of changes, asked of the fleet once for all of them. */
export async function teamFinder({
  fleet,
}: Pick<ChangeRoutes, 'fleet'>): Promise<(source: string, stacks: readonly string[]) => (string | null)[]> {
  const ofStack = new Map(
    (await fleet.stacks(null)).map(({ source, stack, team }) => [`${source}\n${stack}`, team] as const),
  );
  const ofSource = new Map((await fleet.sources()).map(({ source }) => [source.name, source.team] as const));
  return (source, stacks) =>
    stacks.length === 0
      ? [ofSource.get(source) ?? null]
      : [...new Set(stacks.map((stack) => ofStack.get(`${source}\n${stack}`) ?? null))];
}

export interface SeenChange {
  readonly memory: Memory;
  readonly change: Change;
  readonly teams: readonly (string | null)[];
}

/** The change of the address; null: there is none, or it is not theirs to see. */
export async function seenChange(
  context: HttpContext,
  { source, id }: { readonly source: string; readonly id: string },
  { fleet }: Pick<ChangeRoutes, 'fleet'>,
): Promise<SeenChange | null> {
  const memory = await fleet.memoryOf(source);
  const change = (await memory?.findChange(id)) ?? null;
  if (memory === null || change === null) return null;
  const teams = await teamsOfChange(source, change.declaration.stacks, fleet);
  return seesChange(teams, mayOf(context)) ? { memory, change, teams } : null;
}

export const noChange = (context: HttpContext, { source, id }: { source: string; id: string }) =>
  problem(context, 'not-found', `No change is known as ${id} in ${source}.`, {
    next: 'GET /api/v1/changes lists those that are known.',
  });
