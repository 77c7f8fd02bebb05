import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The first memory. What SQL filters and orders differences by is generated from the stored difference, so that the two
 * cannot disagree. Names are compared byte by byte: the order is the same under every locale. References are checked
 * at the end of a change, whatever the order of its writes.
 */
export const migration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  `create table kedge.project (
    id integer generated always as identity primary key,
    name text collate "C" not null unique
  )`,

  `create table kedge.stack (
    project_id integer not null references kedge.project,
    stack text collate "C" not null,
    path text not null,
    owner text,
    last_scan text collate "C",
    moves jsonb not null,
    primary key (project_id, stack)
  )`,

  `create table kedge.scan (
    project_id integer not null,
    id text collate "C" not null,
    stack text collate "C" not null,
    at timestamptz not null,
    status text not null,
    unknown text,
    found integer not null,
    reported integer not null,
    suppressed integer not null,
    drift integer not null,
    resources_read integer not null,
    evidence jsonb,
    primary key (project_id, id),
    foreign key (project_id, stack) references kedge.stack deferrable initially deferred
  )`,
  `create index scan_at on kedge.scan (project_id, at)`,
  `alter table kedge.stack add foreign key (project_id, last_scan) references kedge.scan deferrable initially deferred`,

  `create table kedge.decision (
    project_id integer not null references kedge.project,
    id text collate "C" not null,
    kind text not null,
    at timestamptz not null,
    by text not null check (by <> ''),
    owner text not null,
    channel text,
    reason text not null,
    until text,
    destroy_approved boolean not null,
    approvals_needed integer not null,
    approvals jsonb not null,
    subjects jsonb not null,
    in_force boolean not null,
    record text,
    primary key (project_id, id)
  )`,
  `create index decision_at on kedge.decision (project_id, at)`,
  `create index decision_in_force on kedge.decision (project_id, at) where in_force`,

  // Room in each page: a scan updates what it sees again, and an update inside its page makes no index grow.
  `create table kedge.drift (
    project_id integer not null,
    stack text collate "C" not null,
    fingerprint text collate "C" not null,
    state text not null,
    closed boolean not null generated always as (state in ('verified', 'resolved')) stored,
    difference jsonb not null,
    rank smallint not null generated always as (
      case (difference ->> 'drift')::boolean when true then 0 when false then 4 end
      + case difference ->> 'severity'
          when 'critical' then 0 when 'high' then 1 when 'medium' then 2 when 'low' then 3
        end
    ) stored,
    address text collate "C" not null generated always as (difference ->> 'address') stored,
    path text collate "C" not null generated always as (difference ->> 'path') stored,
    resource bigint not null generated always as (
      hashtextextended(stack || chr(31) || (difference ->> 'address'), 0)
    ) stored,
    cause text collate "C" not null,
    first_seen timestamptz not null,
    last_seen timestamptz not null,
    opened_at timestamptz not null,
    decided_at timestamptz,
    closed_at timestamptz,
    times_reopened integer not null,
    toggles jsonb not null,
    decision text collate "C",
    aliases text[] not null,
    primary key (project_id, stack, fingerprint),
    foreign key (project_id, stack) references kedge.stack deferrable initially deferred,
    foreign key (project_id, decision) references kedge.decision deferrable initially deferred
  ) with (fillfactor = 80)`,
  // The order of the list. Address and path are left out: an index refuses a key as long as they can get.
  `create index drift_worst_first on kedge.drift (project_id, rank, opened_at, stack) include (state) where not closed`,
  `create index drift_fingerprint on kedge.drift (project_id, fingerprint)`,
  `create index drift_address on kedge.drift using hash (address) where not closed`,
  `create index drift_with_aliases on kedge.drift (project_id) where aliases <> '{}'`,
  // Groups and figures are counted from these alone: the rows themselves are many times as large.
  `create index drift_cause on kedge.drift (project_id, cause, rank, opened_at, stack) include (state, resource)
    where not closed`,
  `create index drift_decided on kedge.drift (project_id, decided_at) include (opened_at, rank)
    where decided_at is not null`,
  `create index drift_closed on kedge.drift (project_id, closed_at) include (decided_at, state, rank) where closed`,

  `create table kedge.drift_event (
    id bigint generated always as identity primary key,
    project_id integer not null,
    stack text collate "C" not null,
    fingerprint text collate "C" not null,
    at timestamptz not null,
    kind text not null,
    actor text,
    text text not null,
    evidence jsonb not null,
    foreign key (project_id, stack, fingerprint) references kedge.drift deferrable initially deferred
  )`,
  `create index drift_event_timeline on kedge.drift_event (project_id, stack, fingerprint, at, id)`,
  `create index drift_event_at on kedge.drift_event (project_id, at, id)`,

  `create table kedge.fix_run (
    project_id integer not null,
    id text collate "C" not null,
    kind text not null,
    stack text collate "C" not null,
    fingerprints text[] not null,
    decisions text[] not null,
    actor text not null,
    started_at timestamptz not null,
    updated_at timestamptz not null,
    step text not null,
    outcome text,
    text text,
    attempt integer not null,
    holder jsonb not null,
    before jsonb,
    plan_digest text,
    apply_folder text,
    branch text,
    commit text,
    primary key (project_id, id),
    foreign key (project_id, stack) references kedge.stack deferrable initially deferred,
    check ((step = 'ended') = (outcome is not null))
  )`,
  // Two acts on one stack at once are refused here, whoever asks.
  `create unique index fix_run_live on kedge.fix_run (project_id, stack) where outcome is null`,

  `create table kedge.audit_head (
    project_id integer primary key references kedge.project,
    number integer not null,
    hash text not null
  )`,
  `create table kedge.audit_entry (
    project_id integer not null references kedge.project,
    number integer not null check (number > 0),
    at timestamptz not null,
    actor text not null,
    action text not null,
    subject text not null,
    details jsonb not null,
    previous text not null,
    hash text not null,
    primary key (project_id, number)
  )`,
  `create function kedge.refuse_audit_change() returns trigger language plpgsql as $$
    begin
      raise exception 'The audit log only grows: % is refused.', lower(tg_op);
    end
  $$`,
  `create trigger audit_entry_only_grows before update or delete or truncate on kedge.audit_entry
    for each statement execute function kedge.refuse_audit_change()`,
];
