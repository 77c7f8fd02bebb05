import { z } from 'zod';
import { StackReport } from '#domain/drift/report.ts';
import type { KeptReport } from '#ports/fleet.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import { jsonOf, jsonText } from './stored-text.ts';
import type { Database } from './tables.ts';

/** One for each stack is kept; the one before goes. A stack that has gone meanwhile keeps none. */
export async function keepReport(
  db: Database,
  source: string,
  stack: string,
  { scan, at, report }: KeptReport,
): Promise<void> {
  const known = await db
    .selectFrom('kedge.fleet_stack')
    .select('stack')
    .where('source', '=', source)
    .where('stack', '=', stack)
    .executeTakeFirst();
  if (known === undefined) return;
  const row = { scan, at: storedInstant(at), report: report === null ? null : jsonText(report) };
  await db
    .insertInto('kedge.scan_report')
    .values({ source, stack, ...row })
    .onConflict((conflict) => conflict.columns(['source', 'stack']).doUpdateSet(row))
    .execute();
}

const Row = z
  .object({ scan: z.string(), at: Instant, report: z.json().nullable() })
  .transform(({ scan, at, report }): KeptReport => ({
    scan,
    at,
    report: report === null ? null : StackReport.parse(jsonOf(report)),
  }));

export async function lastReport(db: Database, source: string, stack: string): Promise<KeptReport | null> {
  const row = await db
    .selectFrom('kedge.scan_report')
    .select(['scan', 'at', 'report'])
    .where('source', '=', source)
    .where('stack', '=', stack)
    .executeTakeFirst();
  return row === undefined ? null : readRow(Row, row, `the last report of ${stack} of ${source}`);
}
