import type { Insertable } from 'kysely';
import { z } from 'zod';
import { causeDigest } from '#domain/drift/life/cause-digest.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { DRIFT_STATES } from '#domain/drift/life/drift-state.ts';
import type { FleetDrift } from '#ports/fleet-reads.ts';
import { Difference } from '#domain/drift/report.ts';
import { Instant, readRow, storedInstant, storedInstantOrNull } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { DriftTable } from './tables.ts';

/** What a record is read from. The columns that are generated for SQL stay there. */
export const DRIFT_COLUMNS = [
  'fingerprint',
  'stack',
  'state',
  'difference',
  'first_seen',
  'last_seen',
  'opened_at',
  'decided_at',
  'closed_at',
  'times_reopened',
  'toggles',
  'decision',
  'aliases',
] as const satisfies readonly (keyof DriftTable)[];

const DriftRow = z
  .object({
    fingerprint: z.string(),
    stack: z.string(),
    state: z.enum(DRIFT_STATES),
    difference: Difference,
    first_seen: Instant,
    last_seen: Instant,
    opened_at: Instant,
    decided_at: Instant.nullable(),
    closed_at: Instant.nullable(),
    times_reopened: z.int().nonnegative(),
    toggles: z.array(z.string()),
    decision: z.string().nullable(),
    aliases: z.array(z.string()),
  })
  .transform((row): DriftRecord => ({
    fingerprint: row.fingerprint,
    stack: row.stack,
    state: row.state,
    difference: row.difference,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    openedAt: row.opened_at,
    decidedAt: row.decided_at,
    closedAt: row.closed_at,
    timesReopened: row.times_reopened,
    toggles: row.toggles,
    decision: row.decision,
    aliases: row.aliases,
  }));

export const driftRecordOf = (row: { readonly stack: string; readonly fingerprint: string }): DriftRecord =>
  readRow(DriftRow, row, `the difference ${row.fingerprint} of stack ${row.stack}`);

export const fleetDriftOf = (
  row: { readonly stack: string; readonly fingerprint: string },
  source: string,
): FleetDrift => ({ ...driftRecordOf(row), source });

export const driftRowOf = (project: number, record: DriftRecord): Insertable<DriftTable> => ({
  project_id: project,
  stack: record.stack,
  fingerprint: record.fingerprint,
  state: record.state,
  difference: jsonText(record.difference),
  cause: causeDigest(record.difference),
  first_seen: storedInstant(record.firstSeen),
  last_seen: storedInstant(record.lastSeen),
  opened_at: storedInstant(record.openedAt),
  decided_at: storedInstantOrNull(record.decidedAt),
  closed_at: storedInstantOrNull(record.closedAt),
  times_reopened: record.timesReopened,
  toggles: jsonText(record.toggles),
  decision: record.decision,
  aliases: [...record.aliases],
});
