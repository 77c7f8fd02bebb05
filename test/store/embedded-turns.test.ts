import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pgliteForTest, type TestDatabase } from '#test/databases.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await pgliteForTest();
}, 300_000);
afterEach(() => database.close());

const named = (name: string) => ({ name });
const insert = (name: string) => database.open.db.insertInto('kedge.project').values(named(name)).execute();
const names = async (): Promise<readonly string[]> => {
  const rows = await database.open.db.selectFrom('kedge.project').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
};

test('a transaction that is rolled back takes nothing of others with it', async () => {
  const { db } = database.open;
  const began = Promise.withResolvers<void>();
  const rolledBack = db
    .transaction()
    .execute(async (transaction) => {
      await transaction.insertInto('kedge.project').values(named('mine')).execute();
      began.resolve();
      await sleep(50);
      throw new Error('no');
    })
    .catch((error: unknown) => String(error));
  await began.promise;
  await insert('of another');
  expect(await rolledBack).toBe('Error: no');
  expect(await names()).toEqual(['of another']);
});

test('what is not committed is not read by others', async () => {
  const { db } = database.open;
  const began = Promise.withResolvers<void>();
  const committed = db.transaction().execute(async (transaction) => {
    await transaction.insertInto('kedge.project').values(named('a')).execute();
    began.resolve();
    await sleep(50);
    await transaction.insertInto('kedge.project').values(named('b')).execute();
  });
  await began.promise;
  const read = await names();
  await committed;
  expect(read).toEqual(['a', 'b']);
});

test('many transactions at once all end', async () => {
  const { db } = database.open;
  const wanted = Array.from({ length: 20 }, (_, index) => `p${String(index).padStart(2, '0')}`);
  await Promise.all(
    wanted.map((name) =>
      db.transaction().execute(async (transaction) => {
        await transaction.insertInto('kedge.project').values(named(name)).execute();
      }),
    ),
  );
  expect(await names()).toEqual(wanted);
});

test('a unit of statements that breaks off leaves the connection usable for everybody', async () => {
  const { queue } = database.open;
  if (queue.kind !== 'embedded') throw new Error('PGlite is embedded.');
  const broken = queue.statements.run('begin; select 1/0; commit').catch((error: unknown) => String(error));
  const beside = Promise.all([insert('x'), insert('y')]);
  expect(await broken).toMatch(/division by zero/);
  await beside;
  expect(await names()).toEqual(['x', 'y']);
});
