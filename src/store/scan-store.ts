import { z } from 'zod';
import type { ScanSummary } from '#domain/drift/life/scan-record.ts';
import { StackEvidence } from '#domain/drift/report.ts';
import { STACK_STATUSES } from '#domain/drift/stack-status.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { Database } from './tables.ts';

export const SCAN_COLUMNS = [
  'id',
  'stack',
  'at',
  'status',
  'unknown',
  'unknown_text',
  'found',
  'reported',
  'suppressed',
  'drift',
  'resources_read',
  'evidence',
  'duration_ms',
  'way',
] as const;

const Count = z.int().nonnegative();

const ScanRow = z
  .object({
    id: z.string(),
    stack: z.string(),
    at: Instant,
    status: z.enum(STACK_STATUSES),
    unknown: z.string().nullable(),
    unknown_text: z.string().nullable(),
    found: Count,
    reported: Count,
    suppressed: Count,
    drift: Count,
    resources_read: Count,
    evidence: StackEvidence.nullable(),
    duration_ms: Count.nullable(),
    way: z.enum(['fast', 'bare']).nullable(),
  })
  .transform(
    ({
      resources_read: resourcesRead,
      unknown_text: unknownText,
      duration_ms: durationMs,
      ...same
    }): ScanSummary => ({ ...same, resourcesRead, unknownText, durationMs }),
  );

export const scanOf = (row: { readonly id: string }): ScanSummary =>
  readRow(ScanRow, row, `the scan ${row.id}`);

export async function scansSince(
  db: Database,
  project: number,
  since: string,
): Promise<readonly ScanSummary[]> {
  const rows = await db
    .selectFrom('kedge.scan')
    .select(SCAN_COLUMNS)
    .where('project_id', '=', project)
    .where('at', '>=', new Date(since))
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(scanOf);
}

export async function hasScan(db: Database, project: number, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('kedge.scan')
    .select('id')
    .where('project_id', '=', project)
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}

export async function addScan(db: Database, project: number, scan: ScanSummary): Promise<void> {
  await db
    .insertInto('kedge.scan')
    .values({
      project_id: project,
      id: scan.id,
      stack: scan.stack,
      at: storedInstant(scan.at),
      status: scan.status,
      unknown: scan.unknown,
      unknown_text: scan.unknownText,
      found: scan.found,
      reported: scan.reported,
      suppressed: scan.suppressed,
      drift: scan.drift,
      resources_read: scan.resourcesRead,
      evidence: scan.evidence === null ? null : jsonText(scan.evidence),
      duration_ms: scan.durationMs,
      way: scan.way,
    })
    .execute();
}
