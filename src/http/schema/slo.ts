import { z } from 'zod';
import { FIGURE_NAMES } from '#domain/drift/life/drift-figures.ts';
import { Instant, SourceName } from './list.ts';

/** A figure, what stands behind it, and what it should be. Without points nobody knows: never met. */
export const SloFigure = z.object({
  name: z.enum(FIGURE_NAMES),
  what: z.string(),
  unit: z.enum(['ms', 'share']),
  value: z.number().nullable(),
  points: z.int().nonnegative(),
  objective: z.number().nullable().describe('What it may be at most; null: none is set.'),
  verdict: z.enum(['met', 'missed', 'no_data']).nullable(),
});
export type SloFigure = z.infer<typeof SloFigure>;

export const SloQuery = z.object({
  window_days: z.coerce.number().int().min(1).max(366).default(30),
});

const SloOf = z.object({
  verdict: z.enum(['met', 'missed', 'no_data']).nullable().describe('The worst; null: no objective is set.'),
  figures: z.array(SloFigure),
});

/** `GET /api/v1/slo` */
export const Slo = z.object({
  at: Instant,
  window_ms: z.int().positive(),
  fleet: SloOf.describe('Objectives of the fleet are the strictest of those that its sources set.'),
  sources: z.array(SloOf.extend({ source: SourceName })),
});
export type Slo = z.infer<typeof Slo>;
