import { createRoute, z } from '@hono/zod-openapi';
import type { Change, ChangeWatch } from '#domain/change/change.ts';
import { watchEvidence } from '#domain/change/watch-evidence.ts';
import { judgeRelease } from '#domain/release/judge-release.ts';
import { svgPicture } from '#domain/release/picture/svg-picture.ts';
import { evidenceOf } from '#workflows/change/record-change.ts';
import { changeKey } from '#workflows/fleet/change-jobs.ts';
import { mayActOn, type ChangePermission } from '#workflows/fleet/change-teams.ts';
import { answers, PROBLEM_ANSWER } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { actorOf } from '../../env.ts';
import { changeItem } from '../../present/change-item.ts';
import { changeWhole } from '../../present/change-whole.ts';
import { watchItem } from '../../present/watch-item.ts';
import { problem } from '../../problem.ts';
import { ChangeWhole } from '../../schema/changes.ts';
import { ChangeId } from '../../schema/declarations.ts';
import { SourceName } from '../../schema/list.ts';
import { Watch, WatchQuery } from '../../schema/watches.ts';
import type { ChangeRoutes } from './change-areas.ts';
import { mayOf, noChange, seenChange } from './change-sight.ts';

const tags = ['changes'];
export const ChangeParams = z.object({ source: SourceName, id: ChangeId });

const one = createRoute({
  method: 'get',
  path: '/api/v1/changes/{source}/{id}',
  tags,
  summary: 'One change: what is declared, where it stands, what may be said of it',
  request: { params: ChangeParams },
  responses: answers(200, 'The change.', ChangeWhole),
});

const watched = createRoute({
  method: 'get',
  path: '/api/v1/changes/{source}/{id}/watch',
  tags,
  summary: 'What was measured, and what it is held against',
  request: { params: ChangeParams, query: WatchQuery },
  responses: answers(200, 'The watch.', Watch),
});

const chart = createRoute({
  method: 'get',
  path: '/api/v1/changes/{source}/{id}/chart.svg',
  tags,
  summary: 'The picture that goes into the record',
  request: { params: ChangeParams },
  responses: {
    200: { description: 'The picture.', content: { 'image/svg+xml': { schema: z.string() } } },
    default: PROBLEM_ANSWER,
  },
});

export const oneChangeArea =
  (deps: ChangeRoutes): Area =>
  ({ route }) => {
    const { reads, time } = deps;

    route(one, async (context) => {
      const name = context.req.valid('param');
      const seen = await seenChange(context, name, deps);
      if (seen === null) return noChange(context, name);
      const { memory, change, teams } = seen;
      const now = time.now();
      const key = changeKey({ source: name.source, change: name.id });
      const work = (await reads.workOn([key])).get(key) ?? null;
      const { watch } = change;
      const [last = null] =
        watch === null || watch.looks === 0
          ? []
          : await memory.changeLooks(name.id, watch.number, watch.looks);
      const evidence = change.verdict === null ? null : await evidenceOf(change, { memory });
      const may = mayOf(context);
      const without = (permission: ChangePermission, role: string): string | null =>
        mayActOn(teams, permission, may) ? null : `It takes the role ${role} for all of its teams.`;
      return context.json(
        changeWhole(changeItem({ source: name.source, change }, teams, work, now.getTime()), {
          change,
          events: await memory.changeEvents(name.id),
          last,
          verdict: evidence === null ? null : judgeRelease(evidence),
          forbidden: {
            run: without('change.run', 'responder'),
            approve: without('change.approve', 'approver'),
          },
          actor: actorOf(context),
          now: now.toISOString(),
        }),
        200,
      );
    });

    route(watched, async (context) => {
      const name = context.req.valid('param');
      const { number } = context.req.valid('query');
      const seen = await seenChange(context, name, deps);
      if (seen === null) return noChange(context, name);
      const { memory, change } = seen;
      const watch = watchOf(change, number);
      if (watch === null) {
        return problem(context, 'not-found', `The change ${name.id} has no such watch.`, {
          next: 'It is watched once all of its steps have run.',
        });
      }
      const history = await memory.watchHistory(name.id, watch.number);
      const looks = await memory.changeLooks(name.id, watch.number, 1);
      return context.json(
        watchItem({
          source: name.source,
          change,
          watch: { ...watch, startMs: startOf(watch, looks), looks: looks.length },
          looks,
          history,
          evidence: history === null ? null : watchEvidence(change.declaration, watch, history, looks),
        }),
        200,
      );
    });

    route(chart, async (context) => {
      const name = context.req.valid('param');
      const seen = await seenChange(context, name, deps);
      if (seen === null) return noChange(context, name);
      const evidence = await evidenceOf(seen.change, { memory: seen.memory });
      if (evidence === null) {
        return problem(context, 'not-found', `Nothing was measured of the change ${name.id} yet.`);
      }
      return context.body(svgPicture(evidence), 200, {
        'Content-Type': 'image/svg+xml; charset=utf-8',
        'Cache-Control': 'private, no-cache',
        // Opened by itself it is a document, and nothing in it is to run.
        'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
      });
    });
  };

/** An earlier one had the same length; where it began, its looks say. */
const watchOf = ({ watch }: Change, number: number | undefined): ChangeWatch | null => {
  if (watch === null || (number !== undefined && number > watch.number)) return null;
  return number === undefined ? watch : { ...watch, number };
};

/** Look n is made of the blocks up to n. */
function startOf(
  { startMs, blockMs }: ChangeWatch,
  looks: readonly { readonly number: number; readonly asOfMs: number }[],
): number {
  const [first] = looks;
  return first === undefined ? startMs : first.asOfMs - first.number * blockMs;
}
