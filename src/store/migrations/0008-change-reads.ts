import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a thousand watches ask at each look, and what is asked of changes that have long been closed. */
export const migration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS: readonly string[] = [
  `create index change_closed_at on kedge.change ((document ->> 'closedAt')) where state = 'closed'`,
  `create index change_settling on kedge.change (project_id, (document #>> '{settling,nextAt}'))
    where document #>> '{settling,nextAt}' is not null`,
];
