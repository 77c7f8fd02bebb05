import { OPEN_STATES } from '#domain/drift/life/drift-state.ts';
import type { FleetDriftFilter, StackKey } from '#ports/fleet-reads.ts';
import { keyText, type FleetSnapshot } from '#workflows/fleet/fleet-view.ts';
import { stacksIn, type Reach } from '../reach.ts';
import type { DriftFilter } from '../../schema/drift.ts';

/** What a request asks for, as far as the caller sees it. Owners and teams are those of stacks. */
export function filterOf(query: DriftFilter, snapshot: FleetSnapshot, reach: Reach): FleetDriftFilter {
  return {
    states: query.state ?? OPEN_STATES,
    drift: query.drift === 'all' ? null : query.drift,
    severities: query.severity ?? null,
    classes: query.class ?? null,
    sources: query.source === undefined ? null : [query.source],
    stacks: stacksOf(query, snapshot, reach),
    text: query.q === undefined || query.q === '' ? null : query.q,
    cause: query.cause ?? null,
  };
}

function stacksOf(
  { source, stack, owner }: DriftFilter,
  snapshot: FleetSnapshot,
  reach: Reach,
): readonly StackKey[] | null {
  const seen = stacksIn(snapshot, reach);
  if (stack === undefined && owner === undefined) return seen;
  const owned = snapshot.standings.filter(
    (standing) =>
      (source === undefined || standing.source === source) &&
      (stack === undefined || standing.stack === stack) &&
      (owner === undefined || standing.owner === owner),
  );
  const keys = owned.map((standing) => ({ source: standing.source, stack: standing.stack }));
  // A stack that its source has no longer may still have differences; nobody but those who see all see it.
  const gone =
    seen === null && source !== undefined && stack !== undefined && owner === undefined && keys.length === 0;
  if (gone) return [{ source, stack }];
  if (seen === null) return keys;
  const visible = new Set(seen.map(keyText));
  return keys.filter((key) => visible.has(keyText(key)));
}
