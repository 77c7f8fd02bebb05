import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Changes, what happened to them, what they hold, and what their watches saw. */
export const migration: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  // The document is the whole change; the columns are what it is found by.
  `create table kedge.change (
    project_id integer not null references kedge.project,
    id text collate "C" not null,
    document jsonb not null,
    state text not null generated always as (document ->> 'state') stored,
    attempt integer not null generated always as ((document ->> 'attempt')::integer) stored,
    opened_at timestamptz not null,
    primary key (project_id, id)
  ) with (fillfactor = 80)`,
  `create index change_newest on kedge.change (project_id, opened_at desc, id) include (state)`,

  `create table kedge.change_event (
    id bigint generated always as identity primary key,
    project_id integer not null,
    change text collate "C" not null,
    at timestamptz not null,
    kind text not null,
    actor text not null,
    text text not null,
    foreign key (project_id, change) references kedge.change
  )`,
  `create index change_event_order on kedge.change_event (project_id, change, id)`,

  // One row a thing that is held: the key alone refuses a second change, whoever asks and from wherever. A stack
  // belongs to its project; a service is the same one for all projects of the database, which is scope 0.
  `create table kedge.change_lock (
    scope integer not null,
    key text collate "C" not null,
    project_id integer not null,
    change text collate "C" not null,
    owner text not null,
    channel text not null,
    since timestamptz not null,
    primary key (scope, key),
    foreign key (project_id, change) references kedge.change
  )`,
  `create index change_lock_change on kedge.change_lock (project_id, change)`,

  `create table kedge.change_look (
    project_id integer not null,
    change text collate "C" not null,
    watch integer not null,
    number integer not null check (number > 0),
    document jsonb not null,
    primary key (project_id, change, watch, number),
    foreign key (project_id, change) references kedge.change
  )`,

  `create table kedge.watch_history (
    project_id integer not null,
    change text collate "C" not null,
    watch integer not null,
    document jsonb not null,
    primary key (project_id, change, watch),
    foreign key (project_id, change) references kedge.change
  )`,
];
