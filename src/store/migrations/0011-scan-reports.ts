import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The last report of each stack, so that whoever asked for a scan is answered with all that it saw. */
export const migration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  `create table kedge.scan_report (
    source text collate "C" not null,
    stack text collate "C" not null,
    scan text collate "C" not null,
    at timestamptz not null,
    report jsonb,
    primary key (source, stack),
    foreign key (source, stack) references kedge.fleet_stack on delete cascade
  )`,
];
