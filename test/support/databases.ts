import { createHash, randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'kysely';
import type { Memory } from '#ports/memory.ts';
import { migrate } from '#store/migrate.ts';
import { databaseOn } from '#store/pglite-database.ts';
import { openPostgres } from '#store/postgres-database.ts';
import { projectMemory, type OpenDatabase } from '#store/project-memory.ts';
import { startPostgres, type PostgresServer } from './postgres-server.ts';

/** A database of one test, empty but for its schema. */
export interface TestDatabase {
  /** Another process, as far as the database can tell; on PGlite they share its one connection. */
  memory(project?: string): Promise<Memory>;
  /** As the server has it open. */
  readonly open: OpenDatabase;
  /** What somebody does behind Kedge's back. */
  run(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

/** The memory of a test in PGlite, in memory. Closing it ends the database. */
export async function testMemory(): Promise<Memory> {
  const database = await openInMemory();
  return projectMemory(database, 'test');
}

/** PGlite, in memory. */
export async function pgliteForTest(): Promise<TestDatabase> {
  return testDatabase(await openInMemory());
}

async function openInMemory(): Promise<OpenDatabase> {
  const loadDataDir = new Blob([await preparedPglite()]);
  const pglite = await PGlite.create({ loadDataDir });
  const { db, statements } = databaseOn(pglite);
  return {
    db,
    queue: { kind: 'embedded', statements },
    explain: (error) => error,
    close: () => pglite.close(),
  };
}

function testDatabase(database: OpenDatabase): TestDatabase {
  return {
    open: database,
    memory: async (project = 'test') => ({
      ...(await projectMemory(database, project)),
      close: () => Promise.resolve(),
    }),
    run: async (statement) => {
      const { rows } = await sql.raw<Record<string, unknown>>(statement).execute(database.db);
      return rows;
    },
    close: () => database.close(false),
  };
}

const MIGRATIONS = fileURLToPath(new URL('../../src/store/migrations/', import.meta.url));

/** A PGlite takes seconds to make and half a second to copy: made once per version of the schema, kept with the OS. */
async function preparedPglite(): Promise<Buffer> {
  const files = (await readdir(MIGRATIONS)).toSorted().map((name) => join(MIGRATIONS, name));
  const hash = createHash('sha256');
  for (const file of [fileURLToPath(import.meta.resolve('@electric-sql/pglite')), ...files]) {
    hash.update(await readFile(file));
  }
  const file = join(tmpdir(), `kedge-test-pglite-${hash.digest('hex').slice(0, 16)}.tar`);
  if (!existsSync(file)) {
    const aside = `${file}.${randomBytes(6).toString('hex')}`;
    await writeFile(aside, await preparePglite(), { mode: 0o600 });
    await rename(aside, file);
  }
  return readFile(file);
}

async function preparePglite(): Promise<Buffer> {
  const pglite = await PGlite.create();
  await migrated(databaseOn(pglite).db);
  // Otherwise every copy would begin with a recovery.
  await pglite.exec('checkpoint');
  const dump = await pglite.dumpDataDir('none');
  await pglite.close();
  return Buffer.from(await dump.arrayBuffer());
}

async function migrated(db: OpenDatabase['db']): Promise<void> {
  const problem = await migrate(db);
  if (problem !== null) throw new Error(problem.refused);
}

/** A PostgreSQL of the test's own, with databases that are copies of one that is migrated. */
export interface TestPostgres {
  readonly server: PostgresServer;
  /** The URL of a fresh database with the schema in it. */
  freshUrl(): Promise<string>;
  fresh(): Promise<TestDatabase>;
  stop(): Promise<void>;
}

const TEMPLATE = 'kedge_template';

/** @param initdb where it lies, as `realParts` finds it */
export async function postgresForTest(initdb: string): Promise<TestPostgres> {
  const server = await startPostgres(realpathSync(initdb));
  await server.run(`create database ${TEMPLATE}`);
  const template = await openOrThrow(server.url(TEMPLATE));
  await template.close(false);
  let made = 0;
  const freshUrl = async (): Promise<string> => {
    made += 1;
    await server.run(`create database test_${made} template ${TEMPLATE}`);
    return server.url(`test_${made}`);
  };
  return {
    server,
    freshUrl,
    fresh: async () => testDatabase(await openOrThrow(await freshUrl())),
    stop: () => server.stop(),
  };
}

async function openOrThrow(url: string): Promise<OpenDatabase> {
  const opened = await openPostgres(url);
  if ('refused' in opened) throw new Error(opened.refused);
  return opened.database;
}
