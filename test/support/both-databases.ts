import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { pgliteForTest, postgresForTest, type TestDatabase, type TestPostgres } from './databases.ts';
import { because, realParts, skipReason } from './real-parts.ts';

const parts = await realParts();

/** The first PGlite of a schema is made, which a busy machine needs its time for. */
const SETUP_MS = 300_000;

/** The same tests over PGlite and over a real PostgreSQL, each with a database of its own. */
export function onBothDatabases(name: string, tests: (database: () => TestDatabase) => void): void {
  describe(`${name}, on PGlite`, () => {
    let database: TestDatabase;
    beforeEach(async () => {
      database = await pgliteForTest();
    }, SETUP_MS);
    afterEach(() => database.close());
    tests(() => database);
  });

  const reason = skipReason(parts, ['postgres']);
  describe.skipIf(reason !== null)(`${name}, on PostgreSQL${because(reason)}`, () => {
    let postgres: TestPostgres;
    let database: TestDatabase;
    beforeAll(async () => {
      postgres = await postgresForTest(parts.postgres ?? '');
    }, SETUP_MS);
    afterAll(() => postgres.stop());
    beforeEach(async () => {
      database = await postgres.fresh();
    });
    afterEach(() => database.close());
    tests(() => database);
  });
}
