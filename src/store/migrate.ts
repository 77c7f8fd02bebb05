import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { ALL_MIGRATIONS } from './migrations/all-migrations.ts';
import type { Database } from './tables.ts';

const SCHEMA = 'kedge';
const TABLE = 'migration';

/**
 * Brings the schema up to date; safe when several processes do it at once. `refused` is what stands against it, for a
 * person. Throws what the database says.
 */
export async function migrate(db: Database): Promise<{ readonly refused: string } | null> {
  const done = await doneMigrations(db);
  const strangers = done.filter((name) => !Object.hasOwn(ALL_MIGRATIONS, name));
  if (strangers.length > 0) {
    return {
      refused: `a newer Kedge has written it (it knows the step ${strangers.join(', ')}, this one ends at ${Object.keys(ALL_MIGRATIONS).at(-1) ?? 'none'}). Use that Kedge, or a newer one`,
    };
  }
  // Most runs end here, with one question instead of the migrator's many.
  if (done.length === Object.keys(ALL_MIGRATIONS).length) return null;
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...ALL_MIGRATIONS }) },
    migrationTableSchema: SCHEMA,
    migrationTableName: TABLE,
    migrationLockTableName: `${TABLE}_lock`,
  }).migrateToLatest();
  if (error !== undefined) throw error;
  return null;
}

/** The steps that this Kedge knows and the database does not, and the other way round. */
export async function undoneMigrations(db: Database): Promise<readonly string[]> {
  const done = new Set(await doneMigrations(db));
  return [...done.symmetricDifference(new Set(Object.keys(ALL_MIGRATIONS)))];
}

async function doneMigrations(db: Database): Promise<readonly string[]> {
  const table = sql.table(`${SCHEMA}.${TABLE}`);
  const { rows: found } = await sql<{ readonly there: boolean }>`
    select to_regclass(${`${SCHEMA}.${TABLE}`}) is not null as there`.execute(db);
  if (found[0]?.there !== true) return [];
  const { rows } = await sql<{ readonly name: string }>`select name from ${table}`.execute(db);
  return rows.map(({ name }) => name);
}
