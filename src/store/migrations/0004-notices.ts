import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Who is told of what: channels, the notices about one thing each, what is in them, and the messages on their way. A
 * secret is never here: settings name the place where it is.
 */
export const migration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  `create table kedge.channel (
    id text collate "C" primary key,
    name text collate "C" not null unique,
    settings jsonb not null,
    immediate text not null,
    digest_cron text not null,
    digest_time_zone text not null,
    digest_done_at timestamptz,
    is_default boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create unique index channel_default on kedge.channel (is_default) where is_default`,

  // project_id is null where it is about no project, such as a digest. reference: where the channel shows it.
  `create table kedge.notice (
    id text collate "C" primary key,
    project_id integer references kedge.project,
    channel_id text collate "C" references kedge.channel on delete set null,
    topic text not null,
    key text collate "C" not null,
    state text not null check (state in ('open', 'closed')),
    way text not null check (way in ('immediate', 'digest')),
    severity text not null,
    title text not null,
    opened_at timestamptz not null,
    updated_at timestamptz not null,
    closed_at timestamptz,
    times_reopened integer not null,
    ended jsonb not null,
    called_about integer not null,
    called_at timestamptz not null,
    reference text,
    posted boolean not null default false,
    check ((state = 'closed') = (closed_at is not null))
  )`,
  `create index notice_about on kedge.notice (project_id, topic, key, state)`,
  `create index notice_of_channel on kedge.notice (channel_id, way, state, updated_at)`,
  `create index notice_closed on kedge.notice (closed_at) where closed_at is not null`,

  // fingerprint is empty for the stack itself.
  `create table kedge.notice_member (
    notice_id text collate "C" not null references kedge.notice on delete cascade,
    project_id integer not null references kedge.project,
    stack text collate "C" not null,
    fingerprint text collate "C" not null,
    rank smallint not null,
    address text collate "C" not null,
    opened_at timestamptz not null,
    decided boolean not null,
    digest text not null,
    sample jsonb not null,
    primary key (notice_id, stack, fingerprint)
  )`,
  `create index notice_member_stack on kedge.notice_member (project_id, stack)`,
  `create index notice_member_worst on kedge.notice_member (notice_id, rank, opened_at)`,

  // maybe_sent_since: an attempt was cut off then, and may have arrived.
  `create table kedge.delivery (
    id text collate "C" primary key,
    number bigint generated always as identity unique,
    notice_id text collate "C" not null references kedge.notice on delete cascade,
    kind text not null check (kind in ('post', 'edit', 'reply', 'close')),
    message jsonb not null,
    state text not null check (state in ('waiting', 'delivered', 'superseded', 'quiet', 'dead')),
    attempts integer not null default 0,
    due_at timestamptz not null,
    maybe_sent_since timestamptz,
    created_at timestamptz not null,
    ended_at timestamptz,
    problem text,
    check ((state = 'waiting') = (ended_at is null))
  )`,
  `create index delivery_due on kedge.delivery (due_at, number) where state = 'waiting'`,
  `create index delivery_waiting on kedge.delivery (notice_id, number) where state = 'waiting'`,
  `create index delivery_of_notice on kedge.delivery (notice_id, number)`,
  `create index delivery_state on kedge.delivery (state, number)`,
  `create index delivery_ended on kedge.delivery (ended_at) where ended_at is not null`,
];
