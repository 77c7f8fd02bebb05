import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { pino } from 'pino';
import { openServer } from '#compose-server';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('submit-until-killed.ts', import.meta.url));
const KILLS = Number(process.env['KEDGE_KILLS'] ?? (process.env['KEDGE_FULL'] === '1' ? 50 : 3));

/**
 * The server's own parts on PGlite in a process that acknowledges each job on its output. What a person would be told
 * over HTTP is told there, without a page in between.
 */
it('a server on PGlite that is killed with kill -9 loses no job that it acknowledged', async () => {
  const home = await mkdtemp(join(tmpdir(), 'kedge-kill-serve-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, KEDGE_CACHE_DIR: join(home, 'cache') };
  const acknowledged = new Set<string>();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = acknowledged.size;
    const child = start(join(home, 'data'), env, acknowledged);
    await until(() => acknowledged.size >= before + 5, child);
    await sleep(Math.random() * 400);
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const opened = await openServer({
    env,
    data: join(home, 'data'),
    command: 'test',
    log: pino({ level: 'silent' }),
  });
  if ('refused' in opened) throw new Error(opened.refused);
  const { parts } = opened;
  onTestFinished(() => parts.close());
  const lost: string[] = [];
  for (const id of acknowledged) if ((await parts.queue.find(id)) === null) lost.push(id);
  console.log(`${KILLS} kills, ${acknowledged.size} acknowledged jobs, ${lost.length} lost`);
  expect(lost).toEqual([]);
  // And each is still to be delivered.
  const delivered = new Set<string>();
  const worker = await parts.queue.runner.start({ engine: 0, light: 20 }, ({ id }) => {
    delivered.add(id);
    return Promise.resolve({ kind: 'done', result: {} });
  });
  await until(() => acknowledged.isSubsetOf(delivered), null);
  await worker.stop();
}, 3_600_000);

function start(data: string, env: Readonly<Record<string, string>>, acknowledged: Set<string>): ChildProcess {
  const child = spawn(process.execPath, [CHILD, data], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) acknowledged.add(line);
  });
  return child;
}

async function until(wanted: () => boolean, child: ChildProcess | null): Promise<void> {
  const end = performance.now() + 300_000;
  while (!wanted()) {
    if (child !== null && child.exitCode !== null)
      throw new Error(`The server ended with ${child.exitCode}.`);
    if (performance.now() > end) throw new Error('It does not happen.');
    await sleep(20);
  }
}
