import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the files of sources declare, and changes over all projects. */
export const migration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  // As the last sync read them. The document is the whole file, with what is wrong in it.
  `create table kedge.change_file (
    source text collate "C" not null references kedge.source on delete cascade,
    path text collate "C" not null,
    document jsonb not null,
    commit text,
    seen_at timestamptz not null,
    primary key (source, path)
  )`,
  `create index change_live on kedge.change (state, project_id, id) where state not in ('aborted', 'closed')`,
  // Whoever shows a change asks for the work on it.
  `create index job_of_key on kedge.job (key) where ended_at is null and key is not null`,
];
