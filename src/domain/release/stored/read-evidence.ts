import { z } from 'zod';
import { BLOCK_LENGTHS_MS } from '../before-after/scheme.ts';
import { DATA_FAULTS } from '../data/data-fault.ts';
import type { ReleaseEvidence } from '../evidence.ts';

const MOST_BLOCKS = 200_000;

const Column = z
  .array(z.number())
  .max(MOST_BLOCKS)
  .transform((values) => Float64Array.from(values));

const Series = z
  .object({
    startMs: z.number(),
    blockMs: z
      .number()
      .refine((ms) => BLOCK_LENGTHS_MS.includes(ms), 'is no length of blocks that is judged'),
    num: Column,
    den: Column,
  })
  .refine(({ num, den }) => num.length === den.length, 'num and den have different lengths');

const Faults = z.partialRecord(z.enum(DATA_FAULTS), z.number());

const Quality = z.object({
  arrival: z.enum(['fresh', 'late', 'stale', 'empty']),
  watchFaults: Faults,
  historyFaults: Faults,
});

const Plan = z.object({
  name: z.string(),
  kind: z.enum(['count', 'ratio']),
  worse: z.enum(['higher', 'lower']),
  tolerance: z.number(),
  mustDetect: z.number(),
});

const Placebo = z.object({ startMs: z.number(), worse: z.number(), better: z.number(), scale: z.number() });

const Metric = z.object({
  plan: Plan,
  query: z.string(),
  outage: z.string().nullable(),
  release: Series,
  control: Series.nullable(),
  quality: Quality,
  controlQuality: Quality.nullable(),
  siblings: z.array(z.object({ name: z.string(), digest: z.string(), placebos: z.array(Placebo) })),
});

const Watch = z.object({
  startMs: z.number(),
  watchMs: z.number(),
  asOfMs: z.number(),
  familyAlpha: z.number().gt(0).lt(0.5),
  contaminations: z.array(z.object({ fromMs: z.number(), toMs: z.number(), what: z.string() })),
});

const Stored = z.object({
  format: z.literal('kedge-verdict/1'),
  verdict: z.object({ judge: z.string() }),
  evidence: z.object({ watch: Watch, metrics: z.array(Metric) }),
});

export type ReadEvidence =
  | { readonly judge: string; readonly evidence: ReleaseEvidence }
  | { readonly problem: string };

/** Reads a stored verdict back; what is not one is a value, with the place that is wrong. */
export function readEvidence(text: string): ReadEvidence {
  let plain: unknown;
  try {
    plain = JSON.parse(text);
  } catch {
    return { problem: 'It is not JSON.' };
  }
  const read = Stored.safeParse(plain);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { problem: `It is not a stored verdict: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.` };
  }
  return { judge: read.data.verdict.judge, evidence: read.data.evidence };
}
