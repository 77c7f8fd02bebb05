import { createRoute } from '@hono/zod-openapi';
import { DRIFT_CLASSES } from '#domain/drift/drift-class.ts';
import { DRIFT_STATES } from '#domain/drift/life/drift-state.ts';
import { compareText } from '#domain/drift/order.ts';
import { SEVERITIES } from '#domain/drift/severity.ts';
import type { FleetDriftFilter, TallyRow } from '#ports/fleet-reads.ts';
import type { FleetSnapshot } from '#workflows/fleet/fleet-view.ts';
import { fitsFilter, listFleetDrift, sumOf } from '#workflows/fleet/list-fleet-drift.ts';
import { answers } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { groupText } from '../../present/group-text.ts';
import { problem } from '../../problem.ts';
import {
  DriftFacets,
  DriftFilter,
  DriftGroupQuery,
  DriftGroups,
  DriftList,
  DriftNamed,
  DriftNameQuery,
  DriftQuery,
} from '../../schema/drift.ts';
import type { DataDependencies } from '../data-dependencies.ts';
import { reachOf, stacksIn } from '../reach.ts';
import { filterOf } from './drift-filter.ts';
import { driftItems } from './whole-items.ts';

const tags = ['drift'];

const list = createRoute({
  method: 'get',
  path: '/api/v1/drift',
  tags,
  summary: 'Differences, worst first, then the oldest',
  request: { query: DriftQuery },
  responses: answers(200, 'A page of them.', DriftList),
});

const named = createRoute({
  method: 'get',
  path: '/api/v1/drift/named',
  tags,
  summary: 'The differences that a fingerprint, its start or an address means, over all sources',
  request: { query: DriftNameQuery },
  responses: answers(200, 'They, in the order of source and stack.', DriftNamed),
});

const groups = createRoute({
  method: 'get',
  path: '/api/v1/drift/groups',
  tags,
  summary: 'Differences that the same act seems to have caused',
  request: { query: DriftGroupQuery },
  responses: answers(200, 'Those that are not closed, by the worst in them.', DriftGroups),
});

const facets = createRoute({
  method: 'get',
  path: '/api/v1/drift/facets',
  tags,
  summary: 'How many each choice of a filter would give',
  request: { query: DriftFilter },
  responses: answers(200, 'Of what is not closed.', DriftFacets),
});

export const driftListsArea =
  (deps: DataDependencies): Area =>
  ({ route }) => {
    const { view, reads } = deps;

    route(list, async (context) => {
      const { limit, cursor, whole, ...query } = context.req.valid('query');
      const snapshot = await view.now();
      const filter = filterOf(query, snapshot, reachOf(context, 'fleet.read'));
      const wish = { limit, after: cursor ?? null };
      const page = await view.current(JSON.stringify(['drift', filter, wish]), () =>
        listFleetDrift(filter, wish, snapshot, reads),
      );
      if (page === null) return problem(context, 'invalid-request', NO_PAGE, { next: FIRST_PAGE });
      return context.json(
        {
          items: await driftItems(page.items, whole, snapshot, deps),
          next: page.next,
          total: page.total,
          total_is: page.totalIs,
        },
        200,
      );
    });

    route(groups, async (context) => {
      const { limit, whole, ...query } = context.req.valid('query');
      const snapshot = await view.now();
      const filter = filterOf(query, snapshot, reachOf(context, 'fleet.read'));
      const counted = await view.groups(filter, limit);
      const firsts = await driftItems(
        counted.groups.map(({ first }) => first),
        whole,
        snapshot,
        deps,
      );
      return context.json(
        {
          counted_at: counted.at,
          items: counted.groups.flatMap((group, at) => {
            const { cause, differences, resources, stacks } = group;
            const first = firsts[at];
            return first === undefined
              ? []
              : [{ cause, text: groupText(group), first, differences, resources, stacks }];
          }),
        },
        200,
      );
    });

    route(named, async (context) => {
      const { fingerprint, address, source } = context.req.valid('query');
      if ((fingerprint === undefined) === (address === undefined)) {
        return problem(context, 'invalid-request', 'It takes one of `fingerprint` and `address`.');
      }
      const snapshot = await view.now();
      const found = await reads.driftNamed(
        fingerprint === undefined ? { address: address ?? '' } : { fingerprint },
        {
          sources: source === undefined ? null : [source],
          stacks: stacksIn(snapshot, reachOf(context, 'fleet.read')),
        },
        MOST_NAMED + 1,
      );
      return context.json(
        {
          items: await driftItems(found.slice(0, MOST_NAMED), true, snapshot, deps),
          more: found.length > MOST_NAMED,
        },
        200,
      );
    });

    route(facets, async (context) => {
      const query = context.req.valid('query');
      const snapshot = await view.now();
      const filter = filterOf({ ...query, owner: undefined }, snapshot, reachOf(context, 'fleet.read'));
      const counted = snapshot.once(JSON.stringify(['facets', filter, query.owner]), () =>
        facetsOf(filter, query.owner, snapshot),
      );
      return context.json(counted, 200);
    });
  };

/** A word that means more is too short, or it is the address of something that every stack has. */
const MOST_NAMED = 500;

export const NO_PAGE = 'No page of this list ended at this cursor.';
export const FIRST_PAGE = 'Start from the first page, without `cursor`.';

function facetsOf(filter: FleetDriftFilter, owner: string | undefined, snapshot: FleetSnapshot): DriftFacets {
  const ownerOf = (row: TallyRow): string | null => snapshot.standing(row)?.owner ?? null;
  const ownedBy = (row: TallyRow): boolean => owner === undefined || ownerOf(row) === owner;
  const rows = (others: Partial<FleetDriftFilter>, anyOwner = false): readonly TallyRow[] => {
    const fits = fitsFilter({ ...filter, ...others });
    return snapshot.tally.filter((row) => fits(row) && (anyOwner || ownedBy(row)));
  };
  const ofStates = rows({ states: DRIFT_STATES });
  const ofSeverities = rows({ severities: null });
  const ofClasses = rows({ classes: null });
  return {
    counted_at: snapshot.at,
    state: DRIFT_STATES.map((value) => ({ value, count: countOf(ofStates, ({ state }) => state === value) })),
    severity: SEVERITIES.map((value) => ({
      value,
      count: countOf(ofSeverities, ({ severity }) => severity === value),
    })),
    class: DRIFT_CLASSES.map((value) => ({
      value,
      count: countOf(ofClasses, (row) => row.class === value),
    })),
    source: [...Map.groupBy(rows({ sources: null }), ({ source }) => source)]
      .map(([value, same]) => ({ value, count: sumOf(same) }))
      .toSorted((a, b) => compareText(a.value, b.value)),
    owner: [...Map.groupBy(rows({}, true), ownerOf)]
      .map(([value, same]) => ({ value, count: sumOf(same) }))
      .toSorted((a, b) => compareText(a.value ?? '', b.value ?? '')),
  };
}

const countOf = (rows: readonly TallyRow[], is: (row: TallyRow) => boolean): number => sumOf(rows.filter(is));
