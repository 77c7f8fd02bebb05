import { createRoute } from '@hono/zod-openapi';
import type { Severity } from '#domain/drift/severity.ts';
import type { DayStatus, DriftByDay, StackKey } from '#ports/fleet-reads.ts';
import { keyText } from '#workflows/fleet/fleet-view.ts';
import { answers } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { FleetHistory, FleetHistoryQuery, type FleetDay } from '../../schema/fleet.ts';
import type { DataDependencies } from '../data-dependencies.ts';
import { reachOf, stacksIn } from '../reach.ts';

const history = createRoute({
  method: 'get',
  path: '/api/v1/fleet/history',
  tags: ['fleet'],
  summary: 'Open drift, what came and went, and unknown stacks, day by day',
  description: 'Of a difference that came back only its latest life counts, as in the objectives.',
  request: { query: FleetHistoryQuery },
  responses: answers(200, 'The days, oldest first.', FleetHistory),
});

const DAY_MS = 24 * 60 * 60 * 1000;

export const historyArea =
  ({ view, reads, clock }: DataDependencies): Area =>
  ({ route }) => {
    route(history, async (context) => {
      const { days } = context.req.valid('query');
      const snapshot = await view.now();
      const stacks = stacksIn(snapshot, reachOf(context, 'fleet.read'));
      const now = clock.now();
      const listed = await view.counted(
        JSON.stringify(['history', days, stacks, now.toISOString().slice(0, 10)]),
        () => historyOf(daysUntil(now, days), stacks, reads),
      );
      return context.json({ at: now.toISOString(), days: listed }, 200);
    });
  };

const daysUntil = (now: Date, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) =>
    new Date(now.getTime() - (count - 1 - i) * DAY_MS).toISOString().slice(0, 10),
  );

async function historyOf(
  days: readonly string[],
  stacks: readonly StackKey[] | null,
  reads: DataDependencies['reads'],
): Promise<FleetDay[]> {
  const [first = ''] = days;
  const from = `${first}T00:00:00.000Z`;
  return foldDays(days, await reads.driftByDay(from, stacks), await reads.statusesByDay(from, stacks));
}

/** What is open and unknown at the end of a day is what was at its start and what happened on it. */
export function foldDays(
  days: readonly string[],
  drift: DriftByDay,
  statuses: readonly DayStatus[],
): FleetDay[] {
  const open: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { severity, count } of drift.openBefore) open[severity] += count;
  const unknown = new Map<string, boolean>();
  for (const each of statuses) if (each.day === null) unknown.set(keyText(each), each.unknown);
  return days.map((day) => {
    let [opened, closed, scans] = [0, 0, 0];
    for (const each of drift.days) {
      if (each.day !== day) continue;
      open[each.severity] += each.opened - each.ended;
      opened += each.opened;
      closed += each.closed;
    }
    for (const each of statuses) {
      if (each.day !== day) continue;
      unknown.set(keyText(each), each.unknown);
      scans += each.scans;
    }
    const unknownStacks = [...unknown.values()].filter(Boolean).length;
    return { day, open: { ...open }, opened, closed, unknown_stacks: unknownStacks, scans };
  });
}
