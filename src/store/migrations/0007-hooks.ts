import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which webhooks were taken, so that one that was recorded on its way does nothing a second time. */
export const migration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  // Without a reference to the source: one that is removed and comes back has the same secret, perhaps.
  `create table kedge.hook_delivery (
    source text collate "C" not null,
    mark text collate "C" not null,
    at timestamptz not null,
    primary key (source, mark)
  )`,
  `create index hook_delivery_at on kedge.hook_delivery (at)`,
];
