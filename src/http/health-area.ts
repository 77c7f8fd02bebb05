import { createRoute, z } from '@hono/zod-openapi';
import { answers } from './answers.ts';
import type { Area } from './api.ts';
import type { HttpDependencies } from './dependencies.ts';
import { problem } from './problem.ts';

const Healthy = z.object({ status: z.literal('ok') }).openapi('Healthy');

const alive = createRoute({
  method: 'get',
  path: '/healthz',
  tags: ['health'],
  summary: 'Whether the process answers',
  responses: answers(200, 'It does.', Healthy),
});

const ready = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['health'],
  summary: 'Whether the server can do its work',
  responses: answers(200, 'The database answers, is up to date, and work is being done.', Healthy),
});

export const healthArea =
  ({ checks }: HttpDependencies): Area =>
  ({ route }) => {
    route(alive, (context) => context.json({ status: 'ok' as const }, 200));
    route(ready, async (context) => {
      const looked = await Promise.all(
        checks.map(async (check) => ({ name: check.name, wrong: await check.look() })),
      );
      const wrong = looked.flatMap(({ name, wrong: why }) => (why === null ? [] : [`${name}: ${why}`]));
      return wrong.length === 0
        ? context.json({ status: 'ok' as const }, 200)
        : problem(context, 'unavailable', `${wrong.join('. ')}.`);
    });
  };
