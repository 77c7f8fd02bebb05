import { createRoute, z } from '@hono/zod-openapi';
import { compareStandings, standingOf } from '#domain/fleet/stack-standing.ts';
import { keyText } from '#workflows/fleet/fleet-view.ts';
import type { SettledSource } from '#ports/source-settings.ts';
import { submitScan } from '#workflows/fleet/run-schedule.ts';
import { JOB_PRIORITY } from '#ports/work-queue.ts';
import { answers } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { actorOf, type HttpContext } from '../../env.ts';
import { pageAfter } from '../../page-after.ts';
import { scanItem, stackItem } from '../../present/stack-item.ts';
import { problem } from '../../problem.ts';
import { PageQuery, SourceName, StackId } from '../../schema/list.ts';
import { LastReport, ScanAsked, ScanList, StackList, StackQuery, StackWhole } from '../../schema/stacks.ts';
import type { DataDependencies } from '../data-dependencies.ts';
import { FIRST_PAGE, NO_PAGE } from '../drift/drift-lists-area.ts';
import { reachOf, sees, stacksIn } from '../reach.ts';
import { scansUnderWay } from './scans-under-way.ts';

const tags = ['stacks'];
const StackParams = z.object({ source: SourceName, stack: StackId });

const list = createRoute({
  method: 'get',
  path: '/api/v1/stacks',
  tags,
  summary: 'Stacks, worst first',
  request: { query: StackQuery },
  responses: answers(200, 'A page of them.', StackList),
});

const one = createRoute({
  method: 'get',
  path: '/api/v1/stacks/{source}/{stack}',
  tags,
  summary: 'One stack',
  request: { params: StackParams },
  responses: answers(200, 'The stack.', StackWhole),
});

const scans = createRoute({
  method: 'get',
  path: '/api/v1/stacks/{source}/{stack}/scans',
  tags,
  summary: 'The scans of one stack, newest first',
  request: { params: StackParams, query: PageQuery },
  responses: answers(200, 'A page of them.', ScanList),
});

const report = createRoute({
  method: 'get',
  path: '/api/v1/stacks/{source}/{stack}/report',
  tags,
  summary: 'All that the last scan of a stack saw',
  request: { params: StackParams },
  responses: answers(200, 'The report.', LastReport),
});

const scan = createRoute({
  method: 'post',
  path: '/api/v1/stacks/{source}/{stack}/scan',
  tags,
  summary: 'Scan a stack now',
  request: { params: StackParams },
  responses: answers(202, 'The job that scans it.', ScanAsked),
});

const MOST_COUNTED = 1_000;

export const stacksArea =
  (deps: DataDependencies): Area =>
  ({ route }) => {
    const { view, reads, queue } = deps;

    route(list, async (context) => {
      const { status, owner, team, source, q, ...page } = context.req.valid('query');
      const snapshot = await view.now();
      const visible = stacksIn(snapshot, reachOf(context, 'fleet.read'));
      const keys = visible === null ? null : new Set(visible.map(keyText));
      const words = (q ?? '').toLowerCase();
      const fitting = snapshot.standings
        .filter(
          (each) =>
            (keys === null || keys.has(keyText(each))) &&
            (source === undefined || each.source === source) &&
            (owner === undefined || each.owner === owner) &&
            (team === undefined || each.team === team) &&
            `${each.source} ${each.stack} ${each.path}`.toLowerCase().includes(words),
        )
        .map((standing) => ({
          standing,
          source: standing.source,
          stack: standing.stack,
          status: standingOf(standing).status,
          open: snapshot.open(standing),
        }))
        .filter((each) => status === undefined || status.includes(each.status))
        .toSorted(compareStandings);
      const shown = pageAfter(fitting, page, keyText);
      const underWay = await scansUnderWay(queue);
      return context.json(
        {
          items: shown.items.map(({ standing }) =>
            stackItem(standing, snapshot, underWay.has(keyText(standing))),
          ),
          next: shown.next,
          total: shown.total,
          total_is: 'recent' as const,
        },
        200,
      );
    });

    route(one, async (context) => {
      const key = context.req.valid('param');
      const snapshot = await view.now();
      const standing = snapshot.standing(key);
      if (standing === null || !sees(snapshot, reachOf(context, 'fleet.read'), key))
        return missing(context, key);
      const underWay = await scansUnderWay(queue);
      const job = underWay.get(keyText(key)) ?? null;
      const { schedule, account, lastScan } = standing;
      const settled = await deps.settings.of(key.source);
      return context.json(
        {
          ...stackItem(standing, snapshot, job !== null),
          workspace: /@([^@]*)$/.exec(standing.stack)?.[1] ?? 'default',
          commit: lastScan?.evidence?.commit ?? null,
          settings: {
            jitter_ms: schedule.jitterMs,
            stale_after: schedule.staleAfter,
            account,
            env: 'problem' in settled ? null : [...envOf(settled, key.stack)],
          },
          suppressed: lastScan?.suppressed ?? 0,
          running_job: job,
        },
        200,
      );
    });

    route(scans, async (context) => {
      const key = context.req.valid('param');
      const { limit, cursor } = context.req.valid('query');
      const snapshot = await view.now();
      if (snapshot.standing(key) === null || !sees(snapshot, reachOf(context, 'fleet.read'), key)) {
        return missing(context, key);
      }
      const page = await reads.scansOf(key.source, key.stack, { limit, after: cursor ?? null });
      if (page === null) return problem(context, 'invalid-request', NO_PAGE, { next: FIRST_PAGE });
      const total = await reads.countScans(key.source, key.stack, MOST_COUNTED);
      return context.json(
        {
          items: page.items.map(scanItem),
          next: page.next,
          total,
          total_is: total < MOST_COUNTED ? ('exact' as const) : ('at_least' as const),
        },
        200,
      );
    });

    route(report, async (context) => {
      const key = context.req.valid('param');
      const snapshot = await view.now();
      if (snapshot.standing(key) === null || !sees(snapshot, reachOf(context, 'fleet.read'), key)) {
        return missing(context, key);
      }
      const last = await deps.fleet.lastReport(key.source, key.stack);
      if (last === null)
        return problem(context, 'not-found', `${key.stack} of ${key.source} was not scanned yet.`);
      return context.json({ scan: last.scan, at: last.at, report: last.report }, 200);
    });

    route(scan, async (context) => {
      const key = context.req.valid('param');
      const found = await deps.fleet.findStack(key.source, key.stack);
      if (found === null || found.goneSince !== null || !mayRead(context, found.team))
        return missing(context, key);
      if (!reachOf(context, 'stack.scan').may(found.team)) {
        return problem(
          context,
          'forbidden',
          'You have no role that permits a scan for the team of this stack.',
        );
      }
      const { job, existing } = await submitScan(
        key,
        { priority: JOB_PRIORITY.person, requestedBy: actorOf(context) },
        deps,
      );
      return context.json({ job, already: existing }, 202);
    });
  };

/** A workspace of a stack is given what the stack is: `envs/prod@blue`. */
const envOf = ({ env }: SettledSource, stack: string): readonly string[] =>
  env.stacks.get(stack) ?? env.stacks.get(stack.replace(/@[^@]*$/, '')) ?? env.others;

const mayRead = (context: HttpContext, team: string | null): boolean =>
  reachOf(context, 'fleet.read').may(team) || reachOf(context, 'stack.scan').may(team);

const missing = (context: HttpContext, { source, stack }: { source: string; stack: string }) =>
  problem(context, 'not-found', `The source ${source} has no stack ${stack.slice(0, 200)}.`, {
    next: 'GET /api/v1/stacks lists those that are known. Slashes of a name are written %2F.',
  });
