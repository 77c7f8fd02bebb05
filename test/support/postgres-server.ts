import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

export const SERVER_PASSWORD = 'canary-Pg-Passw0rd';
const OWNER = 'kedge_test';

/** A PostgreSQL on the loopback, in a temporary folder, as the superuser `kedge_test` with a password. */
export interface PostgresServer {
  readonly port: number;
  url(database: string, user?: string): string;
  /** As the superuser, in the database `postgres`. */
  run(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** As when the power goes; the folder stays, and `start` brings it back. */
  crash(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root: then it runs as `nobody`. */
interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

const NOBODY = 65_534;
const runAs = (): RunAs => (userInfo().uid === 0 ? { uid: NOBODY, gid: NOBODY } : {});

/** @param initdb the real file, beside which `postgres` lies */
export async function startPostgres(initdb: string): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'kedge-postgres-'));
  const { uid, gid } = runAs();
  if (uid !== undefined && gid !== undefined) await chown(folder, uid, gid);
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, SERVER_PASSWORD, { mode: 0o644 });
  await finished(initdb, [
    `--pgdata=${data}`,
    `--username=${OWNER}`,
    '--encoding=UTF8',
    '--no-sync',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
  ]);
  const port = await freePort();
  const url = (database: string, user = OWNER): string =>
    `postgres://${user}:${SERVER_PASSWORD}@127.0.0.1:${port}/${database}`;
  const run: PostgresServer['run'] = (statement) => runOnce(url('postgres'), statement);
  let server: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    server = spawn(
      join(dirname(initdb), 'postgres'),
      ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'],
      { ...runAs(), stdio: 'ignore', cwd: folder },
    );
    await untilReady(server, () => run('select 1'));
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  };
  await start();
  // A test run that ends early must not leave a server behind.
  process.once('exit', () => server?.kill('SIGQUIT'));
  return {
    port,
    url,
    run,
    start,
    crash: () => end('SIGQUIT'),
    stop: async () => {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function runOnce(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

async function untilReady(server: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (server.exitCode !== null)
        throw new Error(`postgres ended with ${server.exitCode}.`, { cause: error });
      await sleep(50);
    }
  }
}

async function finished(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { ...runAs(), stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said}`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
