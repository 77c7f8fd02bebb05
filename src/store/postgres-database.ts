import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import { readDatabaseUrl, type DatabaseAddress } from './database-address.ts';
import { migrate } from './migrate.ts';
import { explainLoss, meaningOf } from './postgres-errors.ts';
import type { OpenDatabase } from './project-memory.ts';
import { StoredTextPlugin } from './stored-text-plugin.ts';
import type { Database, Tables } from './tables.ts';

/** Generated columns, `starts_with`, numeric `extract` and what else the statements use. */
const OLDEST_SERVER = 140_000;
/** One for a change, others for reads beside it. */
const CONNECTIONS = 4;
const PATIENCE_MS = 10_000;

/** Opens any PostgreSQL from 14 and brings its schema `kedge` up to date. */
export async function openPostgres(
  databaseUrl: string,
  connections = CONNECTIONS,
): Promise<{ readonly database: OpenDatabase } | { readonly refused: string }> {
  const read = readDatabaseUrl(databaseUrl);
  if ('refused' in read) return read;
  const { address } = read;
  const db = connect(address, connections);
  const refused = await makeReady(db, address);
  if (refused !== null) {
    await db.destroy();
    return { refused: `Cannot use the ${address.name} as Kedge's memory: ${refused}.` };
  }
  return {
    database: {
      db,
      queue: { kind: 'server', url: address.url, hide: address.hide },
      explain: (error) => explainLoss(error, address),
      close: () => db.destroy(),
    },
  };
}

function connect(address: DatabaseAddress, connections: number): Database {
  const pool = new Pool({
    connectionString: address.url,
    application_name: 'kedge',
    max: connections,
    connectionTimeoutMillis: PATIENCE_MS,
    allowExitOnIdle: true,
  });
  // Without a listener a connection that breaks while nothing is asked of it would end the process. The next
  // statement on it fails with what happened.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), plugins: [new StoredTextPlugin()] });
}

/** What stands against using it, for the middle of a sentence. */
async function makeReady(db: Database, address: DatabaseAddress): Promise<string | null> {
  try {
    const { rows } = await sql<{ readonly number: number; readonly version: string }>`
      select current_setting('server_version_num')::int as number, current_setting('server_version') as version
    `.execute(db);
    const [server] = rows;
    if (server !== undefined && server.number < OLDEST_SERVER) {
      return `the server is PostgreSQL ${server.version}, and Kedge needs 14 or newer. Name another in DATABASE_URL`;
    }
    return (await migrate(db))?.refused ?? null;
  } catch (error) {
    return meaningOf(error, address);
  }
}
