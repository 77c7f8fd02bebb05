import { sql } from 'kysely';
import { z } from 'zod';
import type { ScanSummary } from '#domain/drift/life/scan-record.ts';
import type { FleetPage, PageWish } from '#ports/fleet-reads.ts';
import { cursorText, placeIn } from './fleet-cursor.ts';
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
