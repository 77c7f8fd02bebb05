import { z } from 'zod';
import { SEVERITIES } from '#domain/drift/severity.ts';
import { Instant, SeverityCounts } from './list.ts';
import { SloFigure } from './slo.ts';

const Count = z.int().nonnegative();

/** Every stack of the fleet in one of four: unknown is never green, and neither is one that was never scanned. */
export const StackCounts = z.object({
  total: Count,
  in_sync: Count,
  drifted: Count,
  unknown: Count,
  never: Count.describe('Known, and never scanned.'),
});
export type StackCounts = z.infer<typeof StackCounts>;

/** `GET /api/v1/fleet`: the fleet at a glance. */
export const Fleet = z.object({
  at: Instant.describe('When this was counted.'),
  stacks: StackCounts,
  stale: Count.describe('Of the unknown: those whose last good scan is too long ago.'),
  open: z
    .array(
      z.object({
        severity: z.enum(SEVERITIES),
        count: Count,
        oldest_opened_at: Instant.nullable(),
      }),
    )
    .describe('Drift that is not settled, one entry a severity, worst first.'),
  undecided: Count.describe('Drift about which nobody has decided.'),
  awaiting_approval: Count,
  approved: Count.describe('Decided; a fix may act.'),
  acting: Count,
  proposed: Count.describe('A branch waits to be merged.'),
  overdue: Count.describe(
    'Open for longer than the objective for the age of open drift; 0 without an objective.',
  ),
  accepted_ending: Count.describe('Acceptances that end within seven days, or have ended.'),
  slo: z.array(SloFigure).describe('Over the whole fleet, over 30 days.'),
  changed_since_yesterday: z.object({
    since: Instant,
    opened: Count,
    reopened: Count,
    decided: Count,
    verified: Count,
    vanished: Count,
    newly_unknown: Count.describe('Stacks that are unknown now and were not then.'),
  }),
  queue: z.object({ waiting: Count, running: Count }),
});
export type Fleet = z.infer<typeof Fleet>;

export const FleetHistoryQuery = z.object({
  days: z.coerce.number().int().min(1).max(365).default(30),
});

/** One day in UTC; counts of open drift are of its end, for today of now. */
export const FleetDay = z.object({
  day: z.iso.date(),
  open: SeverityCounts,
  opened: Count,
  closed: Count,
  unknown_stacks: Count.describe('Stacks whose last scan until the end of the day could not tell.'),
  scans: Count,
});
export type FleetDay = z.infer<typeof FleetDay>;

/** `GET /api/v1/fleet/history` */
export const FleetHistory = z.object({ at: Instant, days: z.array(FleetDay).describe('Oldest first.') });
export type FleetHistory = z.infer<typeof FleetHistory>;
