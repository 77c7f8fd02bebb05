import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How far the people of a change were told, and which words of theirs have counted. */
export const migration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  // Of notices about changes alone: a digest of the message as it was queued last, and the newest event behind it.
  `alter table kedge.notice add column told_message text, add column told_event bigint`,
  `create index notice_place on kedge.notice (channel_id, reference) where topic = 'change'`,

  // A word that came by a channel, by what tells it from all others: it counts once, whoever hears it again.
  `create table kedge.change_word (
    project_id integer not null,
    change text collate "C" not null,
    mark text collate "C" not null,
    at timestamptz not null,
    primary key (project_id, change, mark),
    foreign key (project_id, change) references kedge.change
  )`,
];
