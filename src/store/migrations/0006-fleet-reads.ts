import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What is asked over all projects at once: the lists, groups and counts of the server. */
export const migration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  // number: whether anything was scanned since is told by the highest one.
  `alter table kedge.scan
    add column unknown_text text,
    add column duration_ms integer,
    add column way text,
    add column number bigint not null generated always as identity`,
  `create unique index scan_number on kedge.scan (number)`,
  `create index scan_of_stack on kedge.scan (project_id, stack, at, id) include (status)`,

  `alter table kedge.drift
    add column class text collate "C" not null generated always as (difference ->> 'class') stored`,
  // What orders and narrows a list stands in the index itself, so that passing over a row does not cost its page.
  `create index drift_fleet_worst_first on kedge.drift (closed, rank, opened_at, project_id, stack, fingerprint)
    include (state, class)`,
  `create index drift_of_stack on kedge.drift (project_id, stack, closed, rank, opened_at, fingerprint)
    include (state, class)`,
  // In place of the one that began with the project: a cause is the same in all of them.
  `drop index kedge.drift_cause`,
  `create index drift_cause on kedge.drift (cause, rank, opened_at, project_id, stack)
    include (state, class, resource) where not closed`,

  // A part of an address is found by its threes of letters; an extension that does it may not be had everywhere.
  `create function kedge.threes(text) returns text[] language sql immutable strict parallel safe cost 1000 as $$
    select coalesce(array_agg(distinct substr(lower($1), n, 3)), '{}')
    from generate_series(1, length($1) - 2) as n
  $$`,
  `create index drift_address_threes on kedge.drift using gin (kedge.threes(address))`,

  `create index decision_fleet_at on kedge.decision (at, project_id, id)`,
  `create index audit_entry_at on kedge.audit_entry (at, project_id, number)`,
];
