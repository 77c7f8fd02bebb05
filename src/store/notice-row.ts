import type { Insertable } from 'kysely';
import { z } from 'zod';
import { SEVERITIES, severityRank } from '#domain/drift/severity.ts';
import { ENDS, NOTICE_TOPICS, type Notice, type NoticeMember } from '#domain/notice/notice.ts';
import { Instant, readRow, storedInstant, storedInstantOrNull } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { NoticeTable, Tables } from './tables.ts';

const NoticeRow = z
  .object({
    id: z.string(),
    channel_id: z.string().nullable(),
    topic: z.enum(NOTICE_TOPICS),
    key: z.string(),
    state: z.enum(['open', 'closed']),
    way: z.enum(['immediate', 'digest']),
    severity: z.enum(SEVERITIES),
    title: z.string(),
    opened_at: Instant,
    updated_at: Instant,
    closed_at: Instant.nullable(),
    times_reopened: z.int(),
    ended: z.partialRecord(z.enum(ENDS), z.int()),
    called_about: z.int(),
    called_at: Instant,
  })
  .transform((row): Notice => ({
    id: row.id,
    channel: row.channel_id,
    topic: row.topic,
    key: row.key,
    state: row.state,
    way: row.way,
    severity: row.severity,
    title: row.title,
    openedAt: row.opened_at,
    updatedAt: row.updated_at,
    closedAt: row.closed_at,
    timesReopened: row.times_reopened,
    ended: row.ended,
    calledAbout: row.called_about,
    calledAt: row.called_at,
  }));

export const noticeOf = (row: { readonly id: string }): Notice =>
  readRow(NoticeRow, row, `the notice ${row.id}`);

/** Where the channel shows it is known to the deliveries alone. */
export const noticeRowOf = (
  project: number | null,
  notice: Notice,
): Omit<Insertable<NoticeTable>, 'reference' | 'posted' | 'told_message' | 'told_event'> => ({
  id: notice.id,
  project_id: project,
  channel_id: notice.channel,
  topic: notice.topic,
  key: notice.key,
  state: notice.state,
  way: notice.way,
  severity: notice.severity,
  title: notice.title,
  opened_at: storedInstant(notice.openedAt),
  updated_at: storedInstant(notice.updatedAt),
  closed_at: storedInstantOrNull(notice.closedAt),
  times_reopened: notice.timesReopened,
  ended: jsonText(notice.ended),
  called_about: notice.calledAbout,
  called_at: storedInstant(notice.calledAt),
});

export const memberRowOf = (
  project: number,
  notice: string,
  member: NoticeMember,
): Insertable<Tables['kedge.notice_member']> => ({
  notice_id: notice,
  project_id: project,
  stack: member.stack,
  fingerprint: member.fingerprint,
  rank: severityRank(member.severity),
  address: member.address,
  opened_at: storedInstant(member.openedAt),
  decided: member.decided,
  digest: member.digest,
  sample: jsonText(member.sample),
});
