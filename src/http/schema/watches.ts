import { z } from 'zod';
import { BASELINES } from '#domain/change/declaration.ts';
import { OUTCOMES } from '#domain/release/outcome.ts';
import { ChangeId } from './declarations.ts';
import { Instant, SourceName } from './list.ts';

const Count = z.int().nonnegative();
const Share = z.number().describe('A share: 0.05 is 5 %.');
const Ms = z.number().nonnegative().describe('Milliseconds.');
const Outcome = z.enum(OUTCOMES);

export const WatchQuery = z.object({
  number: z.coerce.number().int().positive().optional().describe('Not given: the newest.'),
});
export type WatchQuery = z.infer<typeof WatchQuery>;

const Value = z.number().nullable().describe('null: nothing was measured there; that is not zero.');
const Series = z
  .array(z.tuple([z.number(), Value]))
  .describe('Start of the block in milliseconds since 1970, and its value.');

/** What one metric of a watch was, and what it was held against. All series are on the blocks of the watch. */
export const WatchedMetric = z.object({
  name: z.string(),
  kind: z.enum(['count', 'ratio']),
  worse: z.enum(['higher', 'lower']),
  reads_as: z.string().describe('What its values are, in words: `share of requests slower than 0.25 s`.'),
  unit: z.enum(['share', 'number']).describe('`share`: 0.05 is 5 %.'),
  tolerance: z.object({
    value: Share.describe('So much worse is still accepted.'),
    text: z.string(),
    must_detect: Share,
  }),
  baseline: z.object({
    how: z.enum(BASELINES),
    name: z.string().describe('`the control`, `the 20 days before`.'),
    days: Count.describe('Days that stand behind the band; with a control 0.'),
    band: z
      .array(z.tuple([z.number(), Value, Value, Value]))
      .describe(
        'Start of the block, then low, middle and high: the 10th, 50th and 90th of 100 days at that time of day. With a control the middle is the control and there is no low and high.',
      ),
    limit: Series.describe('The middle made worse by the tolerance.'),
  }),
  release: Series.describe('Up to the last look.'),
  control: Series.nullable(),
  outages: z
    .array(z.object({ from: Instant, to: Instant, text: z.string() }))
    .describe('While the source did not answer; its blocks are read later.'),
  looks: z
    .array(
      z.object({
        number: z.int().positive(),
        at: Instant,
        statistic: z.number().nullable(),
        bound: z.number().nullable().describe('Above it, the look alarms.'),
        alarm: z.boolean(),
      }),
    )
    .describe('The statistic is in logarithms before and after, in the unit of the metric with a control.'),
  verdict: z.object({
    outcome: Outcome,
    code: z.string(),
    sentence: z.string(),
    called_at: Instant.nullable(),
    judged: Count.describe('Blocks.'),
    missing: Count.describe('Blocks without a value.'),
    method: z.string(),
  }),
});
export type WatchedMetric = z.infer<typeof WatchedMetric>;

/** `GET /api/v1/changes/:source/:id/watch` */
export const Watch = z.object({
  source: SourceName,
  id: ChangeId,
  number: z.int().positive(),
  latest: z.int().positive().describe('The number of the newest watch.'),
  start: Instant,
  end: Instant,
  block_ms: Ms,
  as_of: Instant.describe('Nothing after it was judged.'),
  planned_looks: Count,
  opened: z.boolean().describe('The days before were read; until then there are no metrics.'),
  judge: z.string().nullable(),
  outcome: Outcome.nullable().describe('Over all metrics, as of the last look.'),
  metrics: z.array(WatchedMetric),
  looks: z.array(
    z.object({
      number: z.int().positive(),
      at: Instant,
      as_of: Instant,
      outcome: Outcome,
      followed: z.string().describe('`look on`, `revert`, `hold`, `clear`.'),
    }),
  ),
  contaminations: z.array(z.object({ from: Instant, to: Instant, what: z.string() })),
});
export type Watch = z.infer<typeof Watch>;
