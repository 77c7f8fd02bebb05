import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { realParts } from '#test/real-parts.ts';
import { startPostgres } from '#test/postgres-server.ts';
import { randomFrom } from '../judge/random.ts';
import { quantile } from '../measure/statistics.ts';
import { ask } from './arrivals.ts';
import { questions, type Question } from './questions.ts';

/**
 * `node bench/api/run.ts [postgres|pglite] [requests/s] [seconds]`: prints how fast a server process with 100,000 open
 * differences answers, as a table. A latency counts from when the request was due.
 */
const [place = 'postgres', rateText = '200', secondsText = '10'] = process.argv.slice(2);
const rate = Number(rateText);
const seconds = Number(secondsText);
const AIM_MS = 50;
const CAPACITY_S = 3;
const WARM_UP_S = 1;

interface Served {
  readonly url: string;
  readonly token: string;
  readonly filled_s: number;
}

async function serve(
  databaseUrl: string | null,
): Promise<{ readonly served: Served; readonly stop: () => Promise<void> }> {
  const data = await mkdtemp(join(tmpdir(), 'kedge-bench-api-'));
  const program = fileURLToPath(new URL('serve.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [program, data], {
    env: { ...process.env, KEDGE_CACHE_DIR: join(data, 'cache'), DATABASE_URL: databaseUrl ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('The server has no output.');
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The server ended with ${String(code)}.`);
    }),
  ])) as [string];
  return {
    served: JSON.parse(line) as Served,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** Where pages of the whole list end: as many as are asked for, so that none is asked for twice. */
async function cursorsOf({ url, token }: Served): Promise<readonly string[]> {
  const cursors: string[] = [];
  for (let path = '/api/v1/drift?limit=10'; cursors.length < rate * (seconds + WARM_UP_S);) {
    const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
    const { next } = (await response.json()) as { readonly next: string | null };
    if (next === null) throw new Error('The list ends.');
    cursors.push(next);
    path = `/api/v1/drift?limit=10&cursor=${next}`;
  }
  return cursors;
}

/** How many answers a second 20 users get who ask again at once: what is left above the rate. */
async function capacity(paths: readonly string[], { url, token }: Served): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const requests = paths.map((path) => ({ method: 'GET' as const, path, headers }));
  const result = await autocannon({ url, connections: 20, duration: CAPACITY_S, requests });
  return result.requests.average;
}

async function measured({ name, paths }: Question, served: Served): Promise<string> {
  const headers = { authorization: `Bearer ${served.token}` };
  const { uniform } = randomFrom(name);
  const asked = { url: served.url, paths, headers };
  // What a process does for the first time takes it longer.
  await ask(asked, { rate, seconds: WARM_UP_S, random: uniform });
  const { latenciesMs, wrong, tookMs } = await ask(asked, { rate, seconds, random: uniform });
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => quantile(latenciesMs, share));
  const answered = (latenciesMs.length / tookMs) * 1000;
  const most = await capacity(paths, served);
  const reached = p99 !== undefined && p99 < AIM_MS && wrong === 0 ? 'yes' : 'no';
  return `| ${name} | ${answered.toFixed(0)} | ${shown(p50)} | **${shown(p99)}** | ${shown(max)} | ${wrong} | ${reached} | ${most.toFixed(0)} |`;
}

const shown = (ms = Number.NaN): string => ms.toFixed(ms < 10 ? 1 : 0);

const parts = await realParts();
if (place === 'postgres' && parts.postgres === null)
  throw new Error('There is no PostgreSQL on this machine.');
const postgres = place === 'postgres' ? await startPostgres(realpathSync(parts.postgres ?? '')) : null;
const { served, stop } = await serve(postgres?.url('postgres') ?? null);
try {
  process.stdout.write(
    `${place}, filled in ${served.filled_s.toFixed(0)} s; ${rate} requests/s at random moments for ${seconds} s each after a second of warming up; ${cpus().length} cores (${cpus()[0]?.model ?? ''}), load ${loadavg()[0]?.toFixed(1) ?? ''}\n\n`,
  );
  process.stdout.write(
    '| What | Requests/s | p50 ms | p99 ms | max ms | Errors | p99 < 50 ms | At most/s |\n',
  );
  process.stdout.write('| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: |\n');
  for (const question of questions(await cursorsOf(served))) {
    process.stdout.write(`${await measured(question, served)}\n`);
  }
  process.stdout.write(`\nload at the end: ${loadavg()[0]?.toFixed(1) ?? ''}\n`);
} finally {
  await stop();
  await postgres?.stop();
}
