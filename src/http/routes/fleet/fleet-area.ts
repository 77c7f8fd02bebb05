import { createRoute } from '@hono/zod-openapi';
import { OPEN_STATES, type DriftState } from '#domain/drift/life/drift-state.ts';
import { SEVERITIES } from '#domain/drift/severity.ts';
import { standingOf, type Standing } from '#domain/fleet/stack-standing.ts';
import type { StackKey, TallyRow } from '#ports/fleet-reads.ts';
import { keyText, type FleetSnapshot } from '#workflows/fleet/fleet-view.ts';
import { sumOf } from '#workflows/fleet/list-fleet-drift.ts';
import { answers } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { sloOf } from '../../present/slo-figures.ts';
import { Fleet } from '../../schema/fleet.ts';
import type { DataDependencies } from '../data-dependencies.ts';
import { reachOf, stacksIn } from '../reach.ts';
import { strictest } from '../slo/slo-area.ts';

const fleet = createRoute({
  method: 'get',
  path: '/api/v1/fleet',
  tags: ['fleet'],
  summary: 'The fleet at a glance',
  responses: answers(200, 'Counts over all that the asker sees.', Fleet),
});

const DAY_MS = 24 * 60 * 60 * 1000;
const SLO_WINDOW_MS = 30 * DAY_MS;
const SOON_MS = 7 * DAY_MS;

export const fleetArea =
  (deps: DataDependencies): Area =>
  ({ route }) => {
    route(fleet, async (context) => {
      const snapshot = await deps.view.now();
      const stacks = stacksIn(snapshot, reachOf(context, 'fleet.read'));
      const depth = await deps.queue.depth();
      const slow = await deps.view.counted(JSON.stringify(['fleet', stacks]), () =>
        slowCounts(snapshot, stacks, deps),
      );
      return context.json(
        {
          ...snapshot.once(JSON.stringify(['quick', stacks]), () => quickCounts(snapshot, stacks)),
          ...slow,
          queue: { waiting: depth.waiting, running: depth.running },
        },
        200,
      );
    });
  };

/** What the snapshot tells. */
function quickCounts(snapshot: FleetSnapshot, stacks: readonly StackKey[] | null) {
  const visible = stacks === null ? null : new Set(stacks.map(keyText));
  const sees = (key: StackKey): boolean => visible === null || visible.has(keyText(key));
  const standings = snapshot.standings.filter(sees);
  const drift = snapshot.tally.filter((row) => row.drift && sees(row));
  const open = drift.filter(({ state }) => OPEN_STATES.includes(state));
  const inState = (state: DriftState): number => sumOf(drift.filter((row) => row.state === state));
  const standing = standings.map((each) => standingOf(each).status);
  const stand = (status: Standing): number => standing.filter((each) => each === status).length;
  return {
    at: snapshot.at,
    stacks: {
      total: standings.length,
      in_sync: stand('in_sync'),
      drifted: stand('drifted'),
      unknown: stand('unknown'),
      never: stand('never'),
    },
    stale: standings.filter(({ staleSince }) => staleSince !== null).length,
    open: SEVERITIES.map((severity) => {
      const same = open.filter((row) => row.severity === severity);
      return { severity, count: sumOf(same), oldest_opened_at: oldestOf(same) };
    }),
    undecided: inState('open'),
    awaiting_approval: inState('awaiting_approval'),
    approved: inState('approved'),
    acting: inState('acting'),
    proposed: inState('proposed'),
  };
}

const oldestOf = (rows: readonly TallyRow[]): string | null =>
  rows.map(({ oldestOpenedAt }) => oldestOpenedAt).toSorted()[0] ?? null;

/** What has to be counted where the rows are. */
async function slowCounts(
  snapshot: FleetSnapshot,
  stacks: readonly StackKey[] | null,
  { reads, settings, clock }: DataDependencies,
) {
  const nowMs = clock.now().getTime();
  const now = new Date(nowMs).toISOString();
  const since = new Date(nowMs - DAY_MS).toISOString();
  const sources = [...new Set((stacks ?? snapshot.standings).map(({ source }) => source))];
  const objectives = [];
  let overdue = 0;
  for (const source of sources) {
    const settled = await settings.of(source);
    if ('problem' in settled) continue;
    objectives.push(settled.objectives);
    const limitMs = settled.objectives.limits.age_p95 ?? null;
    if (limitMs === null) continue;
    overdue += await reads.openedBefore(source, new Date(nowMs - limitMs).toISOString(), stacks);
  }
  const events = await reads.happenedSince(since, stacks);
  const figures = await reads.figures({ sources: null, stacks }, now, SLO_WINDOW_MS);
  const ending = new Date(nowMs + SOON_MS).toISOString().slice(0, 10);
  return {
    overdue,
    accepted_ending: await reads.acceptancesEnding(ending, stacks),
    slo: sloOf(figures, strictest(objectives)).figures,
    changed_since_yesterday: {
      since,
      opened: events.found ?? 0,
      reopened: (events.reopened ?? 0) + (events.expired ?? 0),
      decided: events.decided ?? 0,
      verified: events.verified ?? 0,
      vanished: events.vanished ?? 0,
      newly_unknown: await newlyUnknown(snapshot, stacks, since, reads),
    },
  };
}

async function newlyUnknown(
  snapshot: FleetSnapshot,
  stacks: readonly StackKey[] | null,
  since: string,
  reads: DataDependencies['reads'],
): Promise<number> {
  const then = await reads.statusesByDay(since, stacks);
  const wasUnknown = new Set(
    then.filter(({ day, unknown }) => day === null && unknown).map((each) => keyText(each)),
  );
  const visible = stacks === null ? null : new Set(stacks.map(keyText));
  return snapshot.standings.filter(
    (each) =>
      (visible === null || visible.has(keyText(each))) &&
      standingOf(each).status === 'unknown' &&
      !wasUnknown.has(keyText(each)),
  ).length;
}
