import { z } from 'zod';

/** Sums per block as they are stored: a missing block has den 0. */
export const StoredBlocks = z.object({
  startMs: z.number(),
  blockMs: z.number(),
  num: z.array(z.number()),
  den: z.array(z.number()),
});
export type StoredBlocks = z.infer<typeof StoredBlocks>;

const Faults = z.record(z.string(), z.number());

/** What lay before the start of a watch, of one metric. */
export const MetricHistory = z.object({
  name: z.string(),
  query: z.string(),
  /** From which duration on a request of a histogram is slow: found before the start, and never moved. */
  threshold: z.number().nullable(),
  /** What was slow before the start; the plan for p95 becomes one for this share. */
  slowShares: z
    .object({
      baseline: z.number(),
      atMustDetect: z.number(),
      byGrowth: z.array(z.object({ growth: z.number(), share: z.number() })).default([]),
    })
    .nullable(),
  release: StoredBlocks,
  control: StoredBlocks.nullable(),
  faults: Faults,
  controlFaults: Faults,
  /** From here on the sources may still correct what was read; null: everything was final. */
  provisionalFromMs: z.number().nullable().default(null),
  siblings: z.array(
    z.object({
      name: z.string(),
      digest: z.string(),
      placebos: z.array(
        z.object({ startMs: z.number(), worse: z.number(), better: z.number(), scale: z.number() }),
      ),
    }),
  ),
});
export type MetricHistory = z.infer<typeof MetricHistory>;

/** Read once, when a watch begins: no look reads it from its source again. */
export const WatchHistory = z.object({ metrics: z.array(MetricHistory) });
export type WatchHistory = z.infer<typeof WatchHistory>;
