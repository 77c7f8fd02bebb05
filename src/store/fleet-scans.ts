import { sql } from 'kysely';
import { z } from 'zod';
import { STACK_STATUSES } from '#domain/drift/stack-status.ts';
import type { ScanSummary } from '#domain/drift/life/scan-record.ts';
import type { FleetPage, PageWish, ScansTaken } from '#ports/fleet-reads.ts';
import { cursorText, placeIn } from './fleet-cursor.ts';
import { projectsOf, type FleetProjects } from './fleet-projects.ts';
import { readRow } from './read-row.ts';
import { SCAN_COLUMNS, scanOf } from './scan-store.ts';
import type { Database } from './tables.ts';

const Place = z.tuple([z.iso.datetime(), z.string()]);

export async function listScans(
  db: Database,
  project: number,
  stack: string,
  page: PageWish,
): Promise<FleetPage<ScanSummary> | null> {
  const place = page.after === null ? null : placeIn(Place, page.after);
  if (page.after !== null && place === null) return null;
  const rows = await db
    .selectFrom('kedge.scan')
    .select(SCAN_COLUMNS)
    .where('project_id', '=', project)
    .where('stack', '=', stack)
    .$if(place !== null, (query) =>
      query.where(sql<boolean>`(at, id) < (${place?.[0] ?? ''}::timestamptz, ${place?.[1] ?? ''})`),
    )
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute();
  const items = rows.slice(0, page.limit).map(scanOf);
  const last = items.at(-1);
  return {
    items,
    next: rows.length > page.limit && last !== undefined ? cursorText([last.at, last.id]) : null,
  };
}

export async function countScans(
  db: Database,
  project: number,
  stack: string,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`select count(*)::int as count from (
    select from kedge.scan where project_id = ${project}::int and stack = ${stack} limit ${most}
  ) as few`.execute(db);
  return rows[0]?.count ?? 0;
}

const TakenRow = z.object({
  number: z.union([z.string(), z.number()]).transform(String),
  status: z.enum(STACK_STATUSES),
  way: z.enum(['fast', 'bare']).nullable(),
  duration_ms: z.int().nullable(),
});

const MOST_TAKEN = 10_000;

export async function scansAfter(
  db: Database,
  projects: FleetProjects,
  after: string | null,
): Promise<ScansTaken> {
  if (after === null) {
    const { rows } = await sql<{ readonly last: string }>`
      select coalesce(max(number), 0)::text as last from kedge.scan`.execute(db);
    return { last: rows[0]?.last ?? '0', scans: [] };
  }
  const { rows } = await sql<z.input<typeof TakenRow>>`select number, status, way, duration_ms from kedge.scan
    where number > ${after}::bigint and project_id = any(${projectsOf(projects, null)}::int[])
    order by number limit ${MOST_TAKEN}`.execute(db);
  const taken = rows.map((row) => readRow(TakenRow, row, 'how long scans took'));
  return {
    last: taken.at(-1)?.number ?? after,
    scans: taken.map(({ status, way, duration_ms: durationMs }) => ({ status, way, durationMs })),
  };
}
