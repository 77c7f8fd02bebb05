import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, sql } from 'kysely';
import { EmbeddedDialect } from './embedded-dialect.ts';
import { migrate } from './migrate.ts';
import { OneAtATime } from './one-at-a-time.ts';
import type { OpenDatabase } from './project-memory.ts';
import type { EmbeddedStatements } from './queue-database.ts';
import { lockStore } from './store-lock.ts';
import { embeddedStatements } from './embedded-statements.ts';
import { StoredTextPlugin } from './stored-text-plugin.ts';
import { syncFolder, SYNCED_START, SyncedFolder } from './synced-folder.ts';
import type { Database, Tables } from './tables.ts';

export interface StoreFolder {
  /** `.kedge`; made when it is not there. */
  readonly folder: string;
  readonly command: string;
  readonly now: Date;
}

/** Opens the PostgreSQL that Kedge brings along, in a folder that one process uses at a time. */
export async function openFolder({
  folder,
  command,
  now,
}: StoreFolder): Promise<{ readonly database: OpenDatabase } | { readonly refused: string }> {
  const problem = await prepareFolder(folder);
  if (problem !== null) return { refused: problem };
  const locked = await lockStore(folder, { command, now });
  if ('refused' in locked) return locked;
  try {
    const opened = await openStore(folder);
    if ('refused' in opened) {
      locked.lock.release();
      return opened;
    }
    const { db, statements } = opened;
    return {
      database: {
        db,
        queue: { kind: 'embedded', statements },
        explain: (error) => error,
        close: async (written) => {
          if (written) await tidy(db);
          await db.destroy().finally(() => locked.lock.release());
        },
      },
    };
  } catch (error) {
    locked.lock.release();
    throw error;
  }
}

/**
 * PGlite has no autovacuum: rows that were written over would stay for ever, and plans be made for an empty database.
 * What has been written is safe without it, so it never fails a command.
 */
async function tidy(db: Database): Promise<void> {
  await sql`vacuum (analyze) kedge.drift, kedge.drift_event, kedge.scan, kedge.stack`
    .execute(db)
    .catch(() => undefined);
}

/** Only its owner can read it, and Git does not see it. */
async function prepareFolder(folder: string): Promise<string | null> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch(ignoreExisting);
    return null;
  } catch (error) {
    return `Cannot keep Kedge's memory in ${folder}: ${messageOf(error)}. Make it a folder of your own, or set DATABASE_URL.`;
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

async function openStore(folder: string): Promise<Ready> {
  const place = join(folder, 'store');
  if (!existsSync(place)) {
    const problem = await createStore(folder, place);
    if (problem !== null) return { refused: `Cannot create Kedge's memory in ${place}: ${problem}.` };
  }
  const found = await makeReady(place);
  return 'refused' in found
    ? { refused: `Cannot open Kedge's memory in ${place}: ${found.refused}.` }
    : found;
}

/** Made aside and renamed, so that a first run that is killed leaves no half of a database behind. */
async function createStore(folder: string, place: string): Promise<string | null> {
  const aside = join(folder, 'store.new');
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { mode: 0o700 });
  const made = await makeReady(aside);
  if ('refused' in made) return made.refused;
  await made.db.destroy();
  await rename(aside, place);
  syncFolder(folder);
  return null;
}

type Ready = Embedded | { readonly refused: string };

/** `refused` is for the middle of a sentence. */
async function makeReady(place: string): Promise<Ready> {
  const started = await start(place);
  if ('refused' in started) return started;
  const embedded = databaseOn(started.pglite);
  const { db } = embedded;
  try {
    const problem = await migrate(db);
    if (problem === null) return embedded;
    await db.destroy();
    return problem;
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** The time, the process and the level before what PostgreSQL has to say. */
const LOUD = /^.*\b(?:FATAL|PANIC|ERROR): +/;

async function start(place: string): Promise<{ readonly pglite: PGlite } | { readonly refused: string }> {
  const said: string[] = [];
  const pglite = new PGlite({
    fs: new SyncedFolder(place),
    startParams: [...SYNCED_START],
    onStderr: (line) => said.push(line) > 0,
  });
  try {
    await pglite.waitReady;
    return { pglite };
  } catch (error) {
    const why = said.findLast((line) => LOUD.test(line))?.replace(LOUD, '') ?? messageOf(error);
    return {
      refused: `PGlite does not start on it (${why.trim()}). It may be damaged, or of another version: move it away to begin anew, or bring a copy back`,
    };
  }
}

export interface Embedded {
  readonly db: Database;
  readonly statements: EmbeddedStatements;
}

/** Kysely over PGlite, as the store uses it, and the statements of others in turn with it. */
export function databaseOn(pglite: PGlite): Embedded {
  const turns = new OneAtATime();
  return {
    db: new Kysely<Tables>({
      dialect: new EmbeddedDialect(pglite, turns),
      plugins: [new StoredTextPlugin()],
    }),
    statements: embeddedStatements(pglite, turns),
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
