import { createRoute } from '@hono/zod-openapi';
import { OBJECTIVE_NAMES, type DriftObjectives } from '#domain/drift/life/drift-objectives.ts';
import { answers } from '../../answers.ts';
import type { Area } from '../../api.ts';
import { sloOf } from '../../present/slo-figures.ts';
import { Slo, SloQuery } from '../../schema/slo.ts';
import type { DataDependencies } from '../data-dependencies.ts';
import { reachOf, stacksIn } from '../reach.ts';

const slo = createRoute({
  method: 'get',
  path: '/api/v1/slo',
  tags: ['fleet'],
  summary: 'How drift is dealt with, against the objectives of each source',
  request: { query: SloQuery },
  responses: answers(200, 'The figures of the fleet and of each source.', Slo),
});

const DAY_MS = 24 * 60 * 60 * 1000;

export const sloArea =
  ({ view, reads, settings, clock }: DataDependencies): Area =>
  ({ route }) => {
    route(slo, async (context) => {
      const windowMs = context.req.valid('query').window_days * DAY_MS;
      const snapshot = await view.now();
      const stacks = stacksIn(snapshot, reachOf(context, 'fleet.read'));
      const names = [...new Set((stacks ?? snapshot.standings).map(({ source }) => source))];
      const now = clock.now().toISOString();
      const figuresOf = (sources: readonly string[] | null) =>
        view.counted(JSON.stringify(['slo', sources, stacks, windowMs]), () =>
          reads.figures({ sources, stacks }, now, windowMs),
        );
      const all: Slo['sources'][number][] = [];
      const objectives: DriftObjectives[] = [];
      for (const source of names) {
        const settled = await settings.of(source);
        const own = 'problem' in settled ? NO_OBJECTIVES : settled.objectives;
        objectives.push(own);
        all.push({ source, ...sloOf(await figuresOf([source]), own) });
      }
      return context.json(
        {
          at: now,
          window_ms: windowMs,
          fleet: sloOf(await figuresOf(null), strictest(objectives)),
          sources: all,
        },
        200,
      );
    });
  };

export const NO_OBJECTIVES: DriftObjectives = { limits: {}, windowMs: 30 * DAY_MS };

/** What the fleet is held to: the strictest limit that any of its sources sets. */
export function strictest(objectives: readonly DriftObjectives[]): DriftObjectives {
  const limits = Object.fromEntries(
    OBJECTIVE_NAMES.map((name) => {
      const set = objectives.flatMap((each) => each.limits[name] ?? []);
      return [name, set.length === 0 ? null : Math.min(...set)];
    }),
  );
  return { ...NO_OBJECTIVES, limits };
}
