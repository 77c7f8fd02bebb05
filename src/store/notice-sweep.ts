import { sql, type Transaction } from 'kysely';
import { storedInstant } from './read-row.ts';
import type { Database, Tables } from './tables.ts';

interface UntoldStack {
  readonly source: string;
  readonly stack: string;
}

/** Stacks that grew stale while nobody was there to say so, and those that had no channel while now there is one. */
export async function untold(db: Database, limit: number): Promise<readonly UntoldStack[]> {
  const { rows } = await sql<UntoldStack>`
    select fleet.source, fleet.stack
    from kedge.fleet_stack fleet
    join kedge.source source on source.name = fleet.source
    where fleet.gone_since is null and source.project_id is not null and (
      (fleet.stale_since is not null and not exists (
        select 1 from kedge.notice_member member
        where member.project_id = source.project_id and member.stack = fleet.stack and member.fingerprint = ''
      ))
      or (exists (select 1 from kedge.channel) and exists (
        select 1 from kedge.notice_member member
        join kedge.notice notice on notice.id = member.notice_id
        where member.project_id = source.project_id and member.stack = fleet.stack and notice.channel_id is null
      ))
    )
    order by fleet.stale_since nulls last, fleet.source, fleet.stack
    limit ${limit}`.execute(db);
  return rows;
}

/** Open notices of which something is undecided, and about which nobody was called for so long. */
export async function unanswered(
  db: Database,
  criticalBefore: string,
  highBefore: string,
): Promise<readonly { readonly source: string; readonly notice: string }[]> {
  const { rows } = await sql<{ readonly source: string; readonly notice: string }>`
    select source.name as source, notice.id as notice
    from kedge.notice notice
    join kedge.source source on source.project_id = notice.project_id
    where notice.state = 'open' and notice.way = 'immediate' and notice.topic = 'drift'
      and notice.channel_id is not null and (
        (notice.severity = 'critical' and notice.called_at <= ${new Date(storedInstant(criticalBefore))})
        or (notice.severity = 'high' and notice.called_at <= ${new Date(storedInstant(highBefore))})
      ) and exists (
        select 1 from kedge.notice_member member where member.notice_id = notice.id and not member.decided
      )
    order by notice.called_at limit 100`.execute(db);
  return rows;
}

/** With a notice go its deliveries. */
export async function tidyNotices(db: Transaction<Tables>, before: string): Promise<void> {
  const old = new Date(storedInstant(before));
  await db.deleteFrom('kedge.delivery').where('ended_at', '<', old).execute();
  await db
    .deleteFrom('kedge.notice')
    .where('closed_at', '<', old)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('kedge.delivery')
            .select('kedge.delivery.id')
            .whereRef('notice_id', '=', 'kedge.notice.id'),
        ),
      ),
    )
    .execute();
}
