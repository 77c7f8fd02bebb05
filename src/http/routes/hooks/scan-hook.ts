import { createRoute } from '@hono/zod-openapi';
import { mayFor } from '#domain/fleet/caller.ts';
import { JOB_PRIORITY } from '#ports/work-queue.ts';
import { submitScan, type ScheduleDependencies } from '#workflows/fleet/run-schedule.ts';
import { answers, jsonBody } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { actorOf, callerOf } from '../../env.ts';
import { problem } from '../../problem.ts';
import { ScanOrder, ScanOrdered } from '../../schema/hooks.ts';

export type ScanHookDependencies = Pick<ScheduleDependencies, 'fleet' | 'queue'>;

const scan = createRoute({
  method: 'post',
  path: '/hooks/scan',
  tags: ['hooks'],
  summary: 'Have stacks of a source scanned, such as after a deployment',
  description:
    'With an API token of the scope `scan`. Of a source those stacks are scanned that the caller may scan.',
  request: { body: jsonBody(ScanOrder) },
  responses: answers(202, 'The scans wait, or waited already.', ScanOrdered),
});

export const scanHookArea =
  (deps: ScanHookDependencies): Area =>
  ({ route }) => {
    route(scan, async (context) => {
      const { source, stack } = context.req.valid('json');
      const caller = callerOf(context);
      const stacks = (await deps.fleet.stacks(source)).filter(
        (each) => mayFor(caller, 'stack.scan', each.team) && (stack === undefined || each.stack === stack),
      );
      if (stacks.length === 0) {
        // What belongs to another team is not there for the caller.
        return problem(context, 'not-found', 'There is no such stack that you may scan.', {
          next: 'GET /api/v1/stacks lists them.',
        });
      }
      context.set('audited', { subject: stack === undefined ? source : `${source}/${stack}` });
      const asked = { priority: JOB_PRIORITY.hook, requestedBy: actorOf(context) };
      const jobs: { stack: string; job: string }[] = [];
      for (const each of stacks) {
        const { job } = await submitScan(each, asked, deps);
        jobs.push({ stack: each.stack, job });
      }
      return context.json({ jobs }, 202);
    });
  };
