import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What asked for a job, and which key makes the digests of those who work on the database. */
export const migration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  `alter table kedge.job add trace text`,

  // One row. The proof is made of the key and tells nothing about it.
  `create table kedge.digest_key (
    one boolean primary key default true check (one),
    proof text not null,
    since timestamptz not null
  )`,
];
