import { afterAll, beforeAll } from 'vitest';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { realParts } from '#test/real-parts.ts';

const parts = await realParts();

/**
 * A PostgreSQL for the flows of one file, each with a database of its own: it opens many times sooner than PGlite.
 * Where there is none they use PGlite, as users do by default.
 */
export function quickMemory(): () => Promise<{ readonly database?: string }> {
  let postgres: TestPostgres | null = null;
  beforeAll(async () => {
    if (parts.postgres !== null) postgres = await postgresForTest(parts.postgres);
  });
  afterAll(() => postgres?.stop());
  return async () => (postgres === null ? {} : { database: await postgres.freshUrl() });
}
