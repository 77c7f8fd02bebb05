import { createRoute, z } from '@hono/zod-openapi';
import type { Job as QueuedJob } from '#domain/fleet/job.ts';
import type { FleetSnapshot } from '#workflows/fleet/fleet-view.ts';
import { answers } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { actorOf, type HttpContext } from '../../env.ts';
import { fixPreview } from '../../present/fix-preview.ts';
import { jobItem } from '../../present/job-item.ts';
import { problem } from '../../problem.ts';
import { Job, JobList, JobQuery, JobWhole } from '../../schema/jobs.ts';
import type { DataDependencies } from '../data-dependencies.ts';
import { FIRST_PAGE, NO_PAGE } from '../drift/drift-lists-area.ts';
import { reachOf, sees, type Reach } from '../reach.ts';
import { confirmationOf } from '#workflows/fleet/order-fixes.ts';

const tags = ['jobs'];
export const JobParams = z.object({ id: z.string().min(1).max(100) });

const list = createRoute({
  method: 'get',
  path: '/api/v1/jobs',
  tags,
  summary: 'Work that waits, runs or has ended, newest first',
  request: { query: JobQuery },
  responses: answers(200, 'A page of it.', JobList),
});

const one = createRoute({
  method: 'get',
  path: '/api/v1/jobs/{id}',
  tags,
  summary: 'One job with its last lines',
  request: { params: JobParams },
  responses: answers(200, 'The job.', JobWhole),
});

const cancel = createRoute({
  method: 'delete',
  path: '/api/v1/jobs/{id}',
  tags,
  summary: 'Stop a job',
  description: 'One that runs is stopped by its worker within three seconds.',
  request: { params: JobParams },
  responses: answers(202, 'The job; it may still be running for a moment.', Job),
});

const CURSOR = /^\d{1,18}$/;
const MOST_LINES = 1_000;

export const jobsArea =
  (deps: DataDependencies): Area =>
  ({ route }) => {
    const { view, queue } = deps;

    route(list, async (context) => {
      const { state, task, source, stack, limit, cursor } = context.req.valid('query');
      if (cursor !== undefined && !CURSOR.test(cursor)) {
        return problem(context, 'invalid-request', NO_PAGE, { next: FIRST_PAGE });
      }
      const snapshot = await view.now();
      const reach = reachOf(context, 'job.read');
      const page = await queue.list({
        states: state ?? null,
        task: task ?? null,
        source: source ?? null,
        stack: stack ?? null,
        limit,
        after: cursor ?? null,
      });
      const shown = page.jobs.filter((job) => seesJob(job, snapshot, reach));
      const whole = reach.teams === null;
      return context.json(
        {
          items: shown.map(jobItem),
          next: page.next,
          total: whole ? page.total : shown.length,
          total_is: whole ? ('exact' as const) : ('at_least' as const),
        },
        200,
      );
    });

    route(one, async (context) => {
      const job = await visibleJob(context, deps);
      if (job === null) return missing(context);
      const lines = await queue.lines(job.id, 0, MOST_LINES);
      return context.json(
        {
          ...jobItem(job),
          lines: lines.map(({ number, at, text }) => ({ number, at, text })),
          preview: fixPreview(job, await confirmationOf(job, queue)),
          result: job.result as Record<string, never> | null,
        },
        200,
      );
    });

    route(cancel, async (context) => {
      const job = await visibleJob(context, deps);
      if (job === null) return missing(context);
      const snapshot = await view.now();
      if (!seesJob(job, snapshot, reachOf(context, 'job.cancel'))) {
        return problem(context, 'forbidden', 'You have no role that permits stopping work of this team.');
      }
      const outcome = await queue.cancel(job.id, actorOf(context));
      if (outcome === 'unknown') return missing(context);
      const now = await queue.find(job.id);
      if (outcome === 'ended' || now === null) {
        return problem(context, 'conflict', `The job is ${now?.state ?? job.state} already.`);
      }
      return context.json(jobItem(now), 202);
    });
  };

/** Work on no stack, such as a sync, is for those who see all teams. */
export const seesJob = ({ source, stack }: QueuedJob, snapshot: FleetSnapshot, reach: Reach): boolean =>
  source === null || stack === null ? reach.teams === null : sees(snapshot, reach, { source, stack });

/** The job of the address; null: there is none, or it is not theirs to see. */
export async function visibleJob(
  context: HttpContext,
  { queue, view }: Pick<DataDependencies, 'queue' | 'view'>,
): Promise<QueuedJob | null> {
  const job = await queue.find(context.req.param('id') ?? context.req.param('job') ?? '');
  if (job === null) return null;
  return seesJob(job, await view.now(), reachOf(context, 'job.read')) ? job : null;
}

export const missing = (context: HttpContext) =>
  problem(context, 'not-found', 'There is no such job, or it is not kept any more.');
