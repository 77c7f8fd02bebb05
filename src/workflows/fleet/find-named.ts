import type { Fleet } from '#ports/fleet.ts';
import type { FleetReads, StackKey } from '#ports/fleet-reads.ts';
import type { DriftKey } from '../decide.ts';

/** A difference as somebody names it. */
export interface NamedDifference {
  readonly source: string;
  /** null: whichever stack of the source has it. */
  readonly stack: string | null;
  readonly fingerprint: string;
}

export interface RefusedName extends NamedDifference {
  /** A sentence. */
  readonly why: string;
}

export interface Named {
  readonly found: readonly (StackKey & DriftKey)[];
  readonly refused: readonly RefusedName[];
}

/** The stacks of differences that are named, each once; what is not there or not theirs is refused with the reason. */
export async function findNamed(
  names: readonly NamedDifference[],
  may: (team: string | null) => boolean,
  {
    reads,
    fleet,
  }: { readonly reads: Pick<FleetReads, 'placesOf'>; readonly fleet: Pick<Fleet, 'findStack'> },
): Promise<Named> {
  const found = new Map<string, StackKey & DriftKey>();
  const refused: RefusedName[] = [];
  const teams = new Map<string, string | null>();
  for (const [source, ofSource] of Map.groupBy(names, (name) => name.source)) {
    const places = Map.groupBy(
      await reads.placesOf(
        source,
        ofSource.map(({ fingerprint }) => fingerprint),
      ),
      ({ fingerprint }) => fingerprint,
    );
    for (const name of ofSource) {
      const stacks = (places.get(name.fingerprint) ?? []).filter(
        ({ stack }) => name.stack === null || stack === name.stack,
      );
      const [place] = stacks;
      if (place === undefined) {
        refused.push({ ...name, why: `No difference is known as ${name.fingerprint} in ${source}.` });
      } else if (stacks.length > 1) {
        const which = stacks.map(({ stack }) => stack).join(', ');
        refused.push({
          ...name,
          why: `${name.fingerprint} stands in several stacks (${which}). Name the stack, too.`,
        });
      } else {
        const { stack, fingerprint } = place;
        const key = `${source}\n${stack}`;
        if (!teams.has(key)) teams.set(key, (await fleet.findStack(source, stack))?.team ?? null);
        const team = teams.get(key) ?? null;
        if (may(team)) found.set(`${key}\n${fingerprint}`, { source, stack, fingerprint });
        else refused.push({ ...name, stack, why: 'You have no role that permits this for its team.' });
      }
    }
  }
  return { found: [...found.values()], refused };
}
