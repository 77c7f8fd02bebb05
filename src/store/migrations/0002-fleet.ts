import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The server: where stacks come from, how each is scanned, and the work that is done for them. The queue's own tables
 * are pg-boss's, in its schema; `kedge.job` is what people see of a job, and outlives its deliveries.
 */
export const migration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  // Two sources with one memory would open and close each other's differences.
  `create table kedge.source (
    name text collate "C" primary key,
    settings jsonb not null,
    project_id integer unique references kedge.project,
    synced_at timestamptz,
    synced_commit text,
    sync_problem text
  )`,

  `create table kedge.fleet_stack (
    source text collate "C" not null references kedge.source on delete cascade,
    stack text collate "C" not null,
    path text not null,
    owner text,
    team text,
    channel text,
    cron text not null,
    time_zone text not null,
    jitter_ms integer not null,
    stale_after integer not null check (stale_after > 0),
    account text,
    added_at timestamptz not null,
    gone_since timestamptz,
    next_run_at timestamptz,
    last_tried_at timestamptz,
    last_good_at timestamptz,
    last_duration_ms integer,
    stale_since timestamptz,
    primary key (source, stack)
  )`,
  `create index fleet_stack_due on kedge.fleet_stack (next_run_at, source, stack) where gone_since is null`,

  `create table kedge.fleet_change (
    number bigint generated always as identity primary key,
    at timestamptz not null,
    kind text not null,
    source text,
    stack text,
    subject text
  )`,
  `create index fleet_change_at on kedge.fleet_change (at)`,

  `create table kedge.rate_bucket (
    account text collate "C" primary key,
    tokens double precision not null,
    at_ms double precision not null
  )`,

  `create table kedge.worker (
    id text collate "C" primary key,
    host text not null,
    pid integer not null,
    started_at timestamptz not null,
    seen_at timestamptz not null,
    running integer not null,
    slots integer not null
  )`,

  // delivery: the job of pg-boss that carries it now; taken: the attempt of that delivery which a worker holds.
  `create table kedge.job (
    id text collate "C" primary key,
    number bigint generated always as identity unique,
    task text not null,
    data jsonb not null,
    source text collate "C",
    stack text collate "C",
    key text collate "C",
    once text collate "C",
    state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    priority integer not null,
    requested_by text not null,
    created_at timestamptz not null,
    start_after timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    attempt integer not null default 0,
    worker text,
    progress jsonb,
    result jsonb,
    problem text,
    cancelled_by text,
    delivery uuid not null,
    taken integer,
    check ((state in ('done', 'failed', 'cancelled')) = (ended_at is not null))
  )`,
  `create unique index job_once on kedge.job (once) where state = 'waiting' and once is not null`,
  `create unique index job_delivery on kedge.job (delivery)`,
  `create index job_live on kedge.job (state, number) where ended_at is null`,
  `create index job_of_stack on kedge.job (source, stack, number)`,
  `create index job_ended on kedge.job (ended_at) where ended_at is not null`,

  `create table kedge.job_line (
    job text collate "C" not null references kedge.job on delete cascade,
    number integer not null,
    at timestamptz not null,
    text text not null,
    primary key (job, number)
  )`,
  `create table kedge.job_step (
    job text collate "C" not null references kedge.job on delete cascade,
    name text collate "C" not null,
    result jsonb not null,
    primary key (job, name)
  )`,
];
