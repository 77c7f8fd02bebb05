import type { Transaction } from 'kysely';
import { z } from 'zod';
import { SEVERITIES } from '#domain/drift/severity.ts';
import { ChannelSettings } from '#domain/notice/channel-settings.ts';
import type { NoticeChannel } from '#domain/notice/notice-channel.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { Database, Tables } from './tables.ts';

const ChannelRow = z
  .object({
    id: z.string(),
    name: z.string(),
    settings: ChannelSettings,
    immediate: z.enum(SEVERITIES),
    digest_cron: z.string(),
    digest_time_zone: z.string(),
    is_default: z.boolean(),
    created_at: Instant,
    updated_at: Instant,
  })
  .transform((row): NoticeChannel => ({
    id: row.id,
    name: row.name,
    settings: row.settings,
    immediate: row.immediate,
    digest: { cron: row.digest_cron, timeZone: row.digest_time_zone },
    isDefault: row.is_default,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));

const channelOf = (row: { readonly id: string }): NoticeChannel =>
  readRow(ChannelRow, row, `the channel ${row.id}`);

/** In the order of their names. */
export async function channels(db: Database): Promise<readonly NoticeChannel[]> {
  const rows = await db.selectFrom('kedge.channel').selectAll().orderBy('name').execute();
  return rows.map(channelOf);
}

export async function findChannel(db: Database, id: string): Promise<NoticeChannel | null> {
  const row = await db.selectFrom('kedge.channel').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : channelOf(row);
}

export async function saveChannel(db: Transaction<Tables>, channel: NoticeChannel): Promise<boolean> {
  const other = await db
    .selectFrom('kedge.channel')
    .select('id')
    .where('name', '=', channel.name)
    .where('id', '<>', channel.id)
    .executeTakeFirst();
  if (other !== undefined) return false;
  if (channel.isDefault) {
    await db
      .updateTable('kedge.channel')
      .set({ is_default: false })
      .where('id', '<>', channel.id)
      .where('is_default', '=', true)
      .execute();
  }
  const said = {
    name: channel.name,
    settings: jsonText(channel.settings),
    immediate: channel.immediate,
    digest_cron: channel.digest.cron,
    digest_time_zone: channel.digest.timeZone,
    is_default: channel.isDefault,
    updated_at: storedInstant(channel.updatedAt),
  };
  await db
    .insertInto('kedge.channel')
    .values({ id: channel.id, created_at: storedInstant(channel.createdAt), ...said })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(said))
    .execute();
  return true;
}

export async function removeChannel(db: Transaction<Tables>, id: string, at: string): Promise<boolean> {
  await db
    .updateTable('kedge.delivery')
    .set({ state: 'dead', ended_at: storedInstant(at), problem: 'The channel was removed.' })
    .where('state', '=', 'waiting')
    .where('notice_id', 'in', db.selectFrom('kedge.notice').select('id').where('channel_id', '=', id))
    .execute();
  const { numDeletedRows } = await db.deleteFrom('kedge.channel').where('id', '=', id).executeTakeFirst();
  return numDeletedRows === 1n;
}
