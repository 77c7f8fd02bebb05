import { z } from 'zod';
import { StackReport } from '#domain/drift/report.ts';
import { UNKNOWN_REASONS } from '#domain/drift/stack-status.ts';
import { Instant, listOf, oneOrMore, PageQuery, SeverityCounts, SourceName, StackId } from './list.ts';

/** As a scan left it, or `never`. A stale one is unknown, whatever its last scan said. */
export const STACK_STANDINGS = ['drifted', 'unknown', 'never', 'in_sync'] as const;

const Count = z.int().nonnegative();

export const StackUnknown = z.object({
  code: z.union([z.enum(UNKNOWN_REASONS), z.string()]),
  text: z.string(),
  next: z.string().describe('What to do about it.'),
});

export const Stack = z.object({
  source: SourceName,
  stack: StackId,
  path: z.string(),
  owner: z.string().nullable(),
  team: z.string().nullable(),
  channel: z
    .string()
    .nullable()
    .describe('As its kedge.yaml names it, else its source; null: notices go to the default channel.'),
  status: z.enum(STACK_STANDINGS),
  unknown: StackUnknown.nullable(),
  stale: z.boolean().describe('Its last good scan is too long ago.'),
  scanning: z.boolean().describe('A scan waits or runs.'),
  last_scan_at: Instant.nullable(),
  last_good_scan_at: Instant.nullable().describe('The last one that could tell.'),
  next_scan_at: Instant.nullable(),
  last_duration_ms: z.number().nonnegative().nullable(),
  resources_read: Count,
  open: SeverityCounts.describe('Drift that is not settled.'),
  schedule: z.string().nullable().describe('Cron.'),
  time_zone: z.string().nullable(),
});
export type Stack = z.infer<typeof Stack>;

export const StackQuery = PageQuery.extend({
  status: oneOrMore(z.enum(STACK_STANDINGS)),
  owner: z.string().max(200).optional(),
  team: z.string().max(200).optional(),
  source: SourceName.optional(),
  q: z.string().max(200).optional().describe('A part of the name of the stack or its source.'),
});
export type StackQuery = z.infer<typeof StackQuery>;

/** `GET /api/v1/stacks`: worst first: drifted by what is open, then unknown, never scanned, in sync. */
export const StackList = listOf(Stack);
export type StackList = z.infer<typeof StackList>;

/** `GET /api/v1/stacks/:source/:stack` */
export const StackWhole = Stack.extend({
  workspace: z.string(),
  commit: z.string().nullable().describe('The commit that the last scan read.'),
  settings: z.object({
    jitter_ms: z.number().nonnegative().nullable(),
    stale_after: z.int().positive().nullable().describe('Intervals without a good scan.'),
    account: z.string().nullable().describe('What its scans share a limit with.'),
    env: z
      .array(z.string())
      .nullable()
      .describe('The names of variables that its runs are given; null: kedge.yaml cannot be read now.'),
  }),
  suppressed: Count.describe('What rules took out of its last scan.'),
  running_job: z.string().nullable(),
});
export type StackWhole = z.infer<typeof StackWhole>;

export const Scan = z.object({
  id: z.string(),
  at: Instant,
  status: z.enum(['drifted', 'unknown', 'in_sync']),
  unknown: StackUnknown.nullable(),
  found: Count,
  reported: Count,
  suppressed: Count,
  drift: Count,
  resources_read: Count,
  duration_ms: z.number().nonnegative().nullable(),
  way: z.enum(['fast', 'bare']).nullable(),
  commit: z.string().nullable(),
  serial: z.int().nullable(),
});
export type Scan = z.infer<typeof Scan>;

/** `GET /api/v1/stacks/:source/:stack/scans`, newest first. */
export const ScanList = listOf(Scan);
export type ScanList = z.infer<typeof ScanList>;

/** `GET /api/v1/stacks/:source/:stack/report`: what the last scan saw, as `kedge scan --json` writes a stack. */
export const LastReport = z.object({
  scan: z.string().describe('The job that scanned.'),
  at: Instant,
  report: StackReport.nullable().describe(
    'null: it was too large to be kept; `/api/v1/drift` has what it found.',
  ),
});
export type LastReport = z.infer<typeof LastReport>;

/** `POST /api/v1/stacks/:source/:stack/scan` */
export const ScanAsked = z.object({
  job: z.string(),
  already: z.boolean().describe('One was waiting or running: this is that one.'),
});
export type ScanAsked = z.infer<typeof ScanAsked>;
