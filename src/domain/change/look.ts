import { z } from 'zod';
import { OUTCOMES } from '../release/outcome.ts';

const Faults = z.record(z.string(), z.number());

/** What one look read of one arm: the blocks from `from` on, none before. */
export const ArmBlocks = z.object({
  /** The first block, counted from the start of the watch. */
  from: z.int(),
  num: z.array(z.number()),
  den: z.array(z.number()),
  faults: Faults,
  /** The newest usable sample; null: none yet. */
  newestMs: z.number().nullable(),
  /** From here on the source may still correct what was read, as bills do; null: everything was final. */
  provisionalFromMs: z.number().nullable().default(null),
});
export type ArmBlocks = z.infer<typeof ArmBlocks>;

/** What one look found of one metric. */
export const MetricLook = z.object({
  name: z.string(),
  release: ArmBlocks.nullable(),
  control: ArmBlocks.nullable(),
  /** Why the source gave nothing; its blocks are read by a later look. null: it answered. */
  outage: z.string().nullable(),
  statistic: z.number().nullable(),
  bound: z.number().nullable(),
  alarm: z.boolean(),
});
export type MetricLook = z.infer<typeof MetricLook>;

/** One look of a watch. Number n is made of the blocks up to n, whenever it is made: none is lost, none made twice. */
export const Look = z.object({
  watch: z.int(),
  number: z.int().positive(),
  /** When it was made, which may be later than it was due. */
  at: z.string(),
  /** Nothing after it counts. */
  asOfMs: z.number(),
  outcome: z.enum(OUTCOMES),
  metrics: z.array(MetricLook),
  contaminations: z.array(z.object({ fromMs: z.number(), toMs: z.number(), what: z.string() })),
  /** What of the conditions that end a change could not be decided. */
  undecided: z.array(z.string()),
  /** What followed: `look on`, `revert`, ... in words. */
  followed: z.string(),
});
export type Look = z.infer<typeof Look>;
