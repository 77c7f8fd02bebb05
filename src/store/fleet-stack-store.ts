import { sql } from 'kysely';
import { z } from 'zod';
import type { FleetStack, FleetStackSettings } from '#domain/fleet/fleet-stack.ts';
import type { Fleet } from '#ports/fleet.ts';
import { inChunks } from './in-chunks.ts';
import { Instant, readRow, storedInstant, storedInstantOrNull } from './read-row.ts';
import type { Database } from './tables.ts';

const StackRow = z
  .object({
    source: z.string(),
    stack: z.string(),
    path: z.string(),
    owner: z.string().nullable(),
    team: z.string().nullable(),
    channel: z.string().nullable(),
    cron: z.string(),
    time_zone: z.string(),
    jitter_ms: z.int(),
    stale_after: z.int(),
    account: z.string().nullable(),
    added_at: Instant,
    gone_since: Instant.nullable(),
    next_run_at: Instant.nullable(),
    last_tried_at: Instant.nullable(),
    last_good_at: Instant.nullable(),
    last_duration_ms: z.int().nullable(),
    stale_since: Instant.nullable(),
  })
  .transform((row): FleetStack => ({
    source: row.source,
    stack: row.stack,
    path: row.path,
    owner: row.owner,
    team: row.team,
    channel: row.channel,
    schedule: {
      cron: row.cron,
      timeZone: row.time_zone,
      jitterMs: row.jitter_ms,
      staleAfter: row.stale_after,
    },
    account: row.account,
    addedAt: row.added_at,
    goneSince: row.gone_since,
    nextRunAt: row.next_run_at,
    lastTriedAt: row.last_tried_at,
    lastGoodAt: row.last_good_at,
    lastDurationMs: row.last_duration_ms,
    staleSince: row.stale_since,
  }));

const stackOf = (row: { readonly source: string; readonly stack: string }): FleetStack =>
  readRow(StackRow, row, `the stack ${row.stack} of ${row.source}`);

const present = (db: Database) =>
  db.selectFrom('kedge.fleet_stack').selectAll().where('gone_since', 'is', null);

export async function fleetStacks(db: Database, source: string | null): Promise<readonly FleetStack[]> {
  const all = present(db).orderBy('source').orderBy('stack');
  const rows = await (source === null ? all : all.where('source', '=', source)).execute();
  return rows.map(stackOf);
}

export async function findFleetStack(
  db: Database,
  source: string,
  stack: string,
): Promise<FleetStack | null> {
  const row = await db
    .selectFrom('kedge.fleet_stack')
    .selectAll()
    .where('source', '=', source)
    .where('stack', '=', stack)
    .executeTakeFirst();
  return row === undefined ? null : stackOf(row);
}

/** A stack whose schedule stays as it was keeps its next run: a push must not put it off. */
export async function keepStacks(
  db: Database,
  source: string,
  stacks: readonly FleetStackSettings[],
  now: string,
  nextRun: (stack: FleetStackSettings) => string | null,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    // One sync of a source at a time; a stack that another has just added is not taken for gone.
    await transaction
      .selectFrom('kedge.source')
      .select('name')
      .where('name', '=', source)
      .forUpdate()
      .execute();
    for (const some of inChunks(stacks)) {
      await transaction
        .insertInto('kedge.fleet_stack')
        .values(some.map((stack) => rowOf(source, stack, now, nextRun(stack))))
        .onConflict((conflict) =>
          conflict.columns(['source', 'stack']).doUpdateSet((eb) => ({
            path: eb.ref('excluded.path'),
            owner: eb.ref('excluded.owner'),
            team: eb.ref('excluded.team'),
            channel: eb.ref('excluded.channel'),
            cron: eb.ref('excluded.cron'),
            time_zone: eb.ref('excluded.time_zone'),
            jitter_ms: eb.ref('excluded.jitter_ms'),
            stale_after: eb.ref('excluded.stale_after'),
            account: eb.ref('excluded.account'),
            gone_since: null,
            next_run_at: sql<string | null>`case
              when fleet_stack.gone_since is null and fleet_stack.next_run_at is not null
                and (fleet_stack.cron, fleet_stack.time_zone, fleet_stack.jitter_ms)
                  = (excluded.cron, excluded.time_zone, excluded.jitter_ms)
              then fleet_stack.next_run_at else excluded.next_run_at end`,
          })),
        )
        .execute();
    }
    const names = stacks.map(({ stack }) => stack);
    await transaction
      .updateTable('kedge.fleet_stack')
      .set({ gone_since: storedInstant(now), next_run_at: null })
      .where('source', '=', source)
      .where('gone_since', 'is', null)
      .where(sql<boolean>`stack <> all(${names}::text[])`)
      .execute();
  });
}

function rowOf(source: string, stack: FleetStackSettings, now: string, nextRunAt: string | null) {
  const { cron, timeZone, jitterMs, staleAfter } = stack.schedule;
  return {
    source,
    stack: stack.stack,
    path: stack.path,
    owner: stack.owner,
    team: stack.team,
    channel: stack.channel,
    cron,
    time_zone: timeZone,
    jitter_ms: jitterMs,
    stale_after: staleAfter,
    account: stack.account,
    added_at: storedInstant(now),
    next_run_at: storedInstantOrNull(nextRunAt),
  };
}

export async function dueStacks(db: Database, now: string, limit: number): Promise<readonly FleetStack[]> {
  const rows = await present(db)
    .where('next_run_at', '<=', new Date(now))
    .orderBy('next_run_at')
    .orderBy('source')
    .orderBy('stack')
    .limit(limit)
    .execute();
  return rows.map(stackOf);
}

export async function settleRun(
  db: Database,
  { source, stack, nextRunAt }: FleetStack,
  next: string | null,
): Promise<boolean> {
  const { numUpdatedRows: settled } = await db
    .updateTable('kedge.fleet_stack')
    .set({ next_run_at: storedInstantOrNull(next) })
    .where('source', '=', source)
    .where('stack', '=', stack)
    .where(sql<boolean>`next_run_at is not distinct from ${nextRunAt}::timestamptz`)
    .executeTakeFirstOrThrow();
  return settled === 1n;
}

/** What is noted late never replaces what is newer. */
export async function noteScan(
  db: Database,
  source: string,
  stack: string,
  { at, good, durationMs }: Parameters<Fleet['noteScan']>[2],
): Promise<void> {
  const instant = storedInstant(at);
  await db
    .updateTable('kedge.fleet_stack')
    .set({
      last_tried_at: sql`greatest(last_tried_at, ${instant}::timestamptz)`,
      last_duration_ms: durationMs,
      ...(good
        ? { last_good_at: sql`greatest(last_good_at, ${instant}::timestamptz)`, stale_since: null }
        : {}),
    })
    .where('source', '=', source)
    .where('stack', '=', stack)
    .execute();
}

export async function markStale(
  db: Database,
  { source, stack, lastGoodAt }: FleetStack,
  since: string,
): Promise<boolean> {
  const { numUpdatedRows: marked } = await db
    .updateTable('kedge.fleet_stack')
    .set({ stale_since: storedInstant(since) })
    .where('source', '=', source)
    .where('stack', '=', stack)
    .where('stale_since', 'is', null)
    .where(sql<boolean>`last_good_at is not distinct from ${lastGoodAt}::timestamptz`)
    .executeTakeFirstOrThrow();
  return marked === 1n;
}
