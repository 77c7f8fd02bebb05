import { sql } from 'kysely';
import type { FleetStack } from '#domain/fleet/fleet-stack.ts';
import type { StackStanding } from '#domain/fleet/stack-standing.ts';
import { sources } from './fleet-source-store.ts';
import { fleetStacks } from './fleet-stack-store.ts';
import { SCAN_COLUMNS, scanOf } from './scan-store.ts';
import type { Database } from './tables.ts';

export async function fleetStandings(db: Database): Promise<readonly StackStanding[]> {
  const stacks = await fleetStacks(db, null);
  const rows = await db
    .selectFrom('kedge.source')
    .innerJoin('kedge.stack', 'kedge.stack.project_id', 'kedge.source.project_id')
    .innerJoin('kedge.scan', (join) =>
      join
        .onRef('kedge.scan.project_id', '=', 'kedge.stack.project_id')
        .onRef('kedge.scan.id', '=', 'kedge.stack.last_scan'),
    )
    .select(['kedge.source.name as source', ...SCAN_COLUMNS.map((column) => `kedge.scan.${column}` as const)])
    .execute();
  const scans = new Map(rows.map(({ source, ...row }) => [keyText(source, row.stack), scanOf(row)]));
  const channels = new Map((await sources(db)).map(({ source }) => [source.name, source.channel ?? null]));
  const withScan = (stack: FleetStack): StackStanding => ({
    ...stack,
    sourceChannel: channels.get(stack.source) ?? null,
    lastScan: scans.get(keyText(stack.source, stack.stack)) ?? null,
  });
  return stacks.map(withScan);
}

const keyText = (source: string, stack: string): string => JSON.stringify([source, stack]);

/**
 * What was written last, by what grows with every writing of each kind. Two changes that end in another order than they
 * began in may share a mark, so nobody relies on it for long.
 */
export async function fleetMark(db: Database): Promise<string> {
  const { rows } = await sql<{ readonly mark: string }>`select concat_ws('-',
    (select max(id) from kedge.drift_event),
    (select max(number) from kedge.scan),
    (select max(number) from kedge.fleet_change where kind in ('source', 'stack', 'stale'))) as mark`.execute(
    db,
  );
  return rows[0]?.mark ?? '';
}
