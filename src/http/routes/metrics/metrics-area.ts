import { createRoute, z } from '@hono/zod-openapi';
import type { Area } from '../../api.ts';
import type { DataDependencies } from '../data-dependencies.ts';
import { createFleetMetrics } from './fleet-metrics.ts';

const metrics = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['health'],
  summary: 'What Prometheus scrapes',
  description: 'On this machine without a proxy for anyone, else with a token.',
  responses: {
    200: {
      description: "Prometheus' text format.",
      content: { 'text/plain': { schema: z.string() } },
    },
  },
});

export const metricsArea = (deps: DataDependencies): Area => {
  const told = createFleetMetrics(deps);
  let scrape: Promise<string> | null = null;
  return ({ route }) => {
    route(metrics, async (context) => {
      // Two that scrape at once share one reading.
      scrape ??= told.text().finally(() => {
        scrape = null;
      });
      return context.text(await scrape, 200, { 'Content-Type': told.contentType });
    });
  };
};
