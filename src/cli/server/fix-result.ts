import { z } from 'zod';
import { Difference } from '#domain/drift/report.ts';
import type { JobWhole } from '#http/schema/jobs.ts';
import type { ShownFixResult } from '../fix-text.ts';

const Proof = z.object({ engine: z.string(), resourcesRead: z.int(), left: z.int() });
const Origin = z.object({ fingerprint: z.string(), what: z.string(), file: z.string(), line: z.int() });

/** What tasks of fixes leave with their job, as far as it is told. */
const Result = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('verified'), run: z.string(), resourcesRead: z.int().optional() }),
  z.object({
    kind: z.literal('proposed'),
    run: z.string(),
    branch: z.string(),
    commit: z.string(),
    pushedTo: z.string().nullable().default(null),
    pushProblem: z.string().nullable().default(null),
    origins: z.array(Origin).default([]),
    proof: Proof.nullable().default(null),
  }),
  z.object({
    kind: z.literal('not_verified'),
    run: z.string(),
    detail: z.string().nullable().default(null),
    seen: z.array(Difference).default([]),
  }),
  z.object({
    kind: z.literal('refused'),
    refusals: z
      .array(z.object({ code: z.string(), sentence: z.string(), next: z.string().nullable() }))
      .default([]),
  }),
  z.object({ kind: z.literal('not_confirmed'), why: z.string() }),
]);

export const refusedResult = (sentence: string): ShownFixResult => ({
  kind: 'refused',
  refusals: [{ code: 'refused', sentence, next: null }],
});

/**
 * How a fix ended, as its job tells it. A job that was stopped or failed on its way may have acted: that nothing was
 * changed is said only where the job says so.
 */
export function fixResultOf({ id, task, state, outcome, result }: JobWhole): ShownFixResult {
  const read = Result.safeParse(result);
  const detail = outcome ?? `The job ended as ${state} without a word.`;
  if (read.success) return shown(read.data, detail);
  // A plan is only looked at, and changes nothing whatever became of it.
  if (task === 'plan-fix') return refusedResult(detail);
  return { kind: 'unverified', run: id, detail };
}

function shown(read: z.infer<typeof Result>, detail: string): ShownFixResult {
  switch (read.kind) {
    case 'verified':
      return { kind: 'verified', run: read.run, report: { resources_read: read.resourcesRead ?? null } };
    case 'refused':
      return read.refusals.length === 0 ? refusedResult(detail) : read;
    case 'proposed':
    case 'not_verified':
    case 'not_confirmed':
      return read;
  }
}
