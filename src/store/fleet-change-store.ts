import { sql } from 'kysely';
import { z } from 'zod';
import { FLEET_CHANGE_KINDS, type FleetChange } from '#domain/fleet/fleet-change.ts';
import { inChunks } from './in-chunks.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import type { Database } from './tables.ts';

const ChangeRow = z
  .object({
    number: z.coerce.number().int(),
    at: Instant,
    kind: z.enum(FLEET_CHANGE_KINDS),
    source: z.string().nullable(),
    stack: z.string().nullable(),
    subject: z.string().nullable(),
  })
  .transform((row): FleetChange => row);

/** `kedf`: apart from other advisory locks. */
const LOCK = 0x6b656466;
const MOST = 1000;

/**
 * Numbers are given when a row is written and seen when it is committed: without one writer after the other a reader
 * would go past a number that is not to be seen yet, and never hear of it.
 */
export async function announce(db: Database, changes: readonly Omit<FleetChange, 'number'>[]): Promise<void> {
  if (changes.length === 0) return;
  await db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${LOCK}::bigint)`.execute(transaction);
    for (const some of inChunks(changes)) {
      await transaction
        .insertInto('kedge.fleet_change')
        .values(
          some.map(({ at, kind, source, stack, subject }) => ({
            at: storedInstant(at),
            kind,
            source,
            stack,
            subject,
          })),
        )
        .execute();
    }
  });
}

export async function changesAfter(
  db: Database,
  after: number,
): Promise<{ readonly changes: readonly FleetChange[]; readonly last: number }> {
  const rows = await db
    .selectFrom('kedge.fleet_change')
    .selectAll()
    .where('number', '>', after)
    .orderBy('number')
    .limit(MOST)
    .execute();
  const changes = rows.map((row) => readRow(ChangeRow, row, `the change ${row.number}`));
  return { changes, last: changes.at(-1)?.number ?? after };
}

export async function lastChange(db: Database): Promise<number> {
  const { last } = await db
    .selectFrom('kedge.fleet_change')
    .select(sql<number>`coalesce(max(number), 0)::float8`.as('last'))
    .executeTakeFirstOrThrow();
  return last;
}

export async function forgetChanges(db: Database, before: string): Promise<void> {
  await db.deleteFrom('kedge.fleet_change').where('at', '<', new Date(before)).execute();
}
