import { createRoute, z } from '@hono/zod-openapi';
import { confirmFix, orderFixes } from '#workflows/fleet/order-fixes.ts';
import { answers, jsonBody } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { actorOf } from '../../env.ts';
import { problem } from '../../problem.ts';
import { Confirmed, ConfirmRequest, FixesAsked, FixRequest } from '../../schema/fixes.ts';
import type { DataDependencies } from '../data-dependencies.ts';
import { refusedItem } from '../decisions/decide-area.ts';
import { missing, seesJob, visibleJob } from '../jobs/jobs-area.ts';
import { reachOf } from '../reach.ts';

const fix = createRoute({
  method: 'post',
  path: '/api/v1/fixes',
  tags: ['fixes'],
  summary: 'Carry out what was decided',
  description: 'A revert is planned and shown; an adoption makes a branch. Nothing is applied by this.',
  request: { body: jsonBody(FixRequest) },
  responses: answers(202, 'A job for each stack and kind, and what was refused.', FixesAsked),
});

const confirm = createRoute({
  method: 'post',
  path: '/api/v1/fixes/{job}/confirm',
  tags: ['fixes'],
  summary: 'Apply the plan that was shown',
  description: 'It is planned again, and applied only when it is the same plan.',
  request: { params: z.object({ job: z.string().min(1).max(100) }), body: jsonBody(ConfirmRequest) },
  responses: answers(202, 'The job that applies and verifies.', Confirmed),
});

export const fixesArea =
  (deps: DataDependencies): Area =>
  ({ route }) => {
    route(fix, async (context) => {
      const { differences } = context.req.valid('json');
      const { jobs, refused } = await orderFixes(
        differences.map(({ source, stack, fingerprint }) => ({ source, stack: stack ?? null, fingerprint })),
        { actor: actorOf(context), may: reachOf(context, 'fix.run').may },
        deps,
      );
      const [first] = refused;
      if (jobs.length === 0 && first !== undefined) {
        return problem(context, 'refused', refused.map(({ why }) => why).join('\n'));
      }
      context.set('audited', {
        subject: jobs.map(({ job }) => job).join(' '),
        details: { stacks: jobs.map(({ source, stack }) => `${source}/${stack}`) },
      });
      return context.json(
        {
          jobs: jobs.map(({ job, kind, source, stack, fingerprints }) => ({
            job,
            kind,
            source,
            stack,
            fingerprints: [...fingerprints],
          })),
          refused: refused.map(refusedItem),
        },
        202,
      );
    });

    route(confirm, async (context) => {
      const plan = await visibleJob(context, deps);
      if (plan === null) return missing(context);
      if (!seesJob(plan, await deps.view.now(), reachOf(context, 'fix.run'))) {
        return problem(
          context,
          'forbidden',
          'You have no role that permits a fix for the team of this stack.',
        );
      }
      const { preview_digest: digest } = context.req.valid('json');
      const outcome = await confirmFix(plan, digest, actorOf(context), deps);
      return 'refused' in outcome
        ? problem(context, 'refused', outcome.refused)
        : context.json({ job: outcome.job }, 202);
    });
  };
