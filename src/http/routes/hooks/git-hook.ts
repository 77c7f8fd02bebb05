import { createRoute, z } from '@hono/zod-openapi';
import { takePush, type TakePushDependencies } from '#workflows/fleet/take-push.ts';
import { answers } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { problem } from '../../problem.ts';
import { PushAnswer } from '../../schema/hooks.ts';
import { SourceName } from '../../schema/list.ts';

const push = createRoute({
  method: 'post',
  path: '/hooks/git/{source}',
  tags: ['hooks'],
  summary: 'A webhook of GitHub, GitLab, Gitea, Forgejo or Gogs: a push to the branch of a source',
  description:
    'Signed with the secret that the source names: `X-Hub-Signature-256`, `X-Gitea-Signature`, `X-Gogs-Signature`, or `X-Gitlab-Token`.',
  request: { params: z.object({ source: SourceName }) },
  responses: {
    ...answers(200, 'There is nothing to do, and why.', PushAnswer),
    ...answers(202, 'The source is synced.', PushAnswer),
  },
});

export const gitHookArea =
  (deps: TakePushDependencies): Area =>
  ({ route }) => {
    route(push, async (context) => {
      const { source } = context.req.valid('param');
      // The signature is over the bytes, so they are taken as they came.
      const body = new Uint8Array(await context.req.arrayBuffer());
      const end = await takePush({ source, header: (name) => context.req.header(name), body }, deps);
      switch (end.kind) {
        case 'taken':
          return context.json({ taken: true, job: end.job, why: end.why }, 202);
        case 'left':
          return end.reason === 'other_repository'
            ? problem(context, 'forbidden', end.why)
            : context.json({ taken: false, job: null, why: end.why }, 200);
        case 'replayed':
          return problem(context, 'refused', end.why);
        case 'no_secret':
          return problem(context, 'unavailable', end.why);
        case 'not_trusted':
          return problem(
            context,
            'not-signed-in',
            'The webhook is not signed with the secret of a source here.',
            {
              next: 'Give the source a secret for its webhook, and the same one to the forge.',
            },
          );
      }
    });
  };
