import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface DemoPrometheus {
  readonly url: string;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 60_000;
/** A day in a minute makes a scrape of every 50 ms one of every 72 s. */
const SCRAPE = '50ms';

/**
 * A real Prometheus that scrapes the arms of the shop. Their samples carry the demo's time; that this lies hours before
 * the time of the scrape takes a window for samples that come out of order.
 */
export async function startDemoPrometheus(
  program: string,
  folder: string,
  ports: readonly string[],
): Promise<DemoPrometheus | { readonly problem: string }> {
  const config = {
    global: { scrape_interval: SCRAPE, scrape_timeout: SCRAPE },
    storage: { tsdb: { out_of_order_time_window: '30d' } },
    scrape_configs: [
      { job_name: 'shop', static_configs: [{ targets: ports.map((port) => `127.0.0.1:${port}`) }] },
    ],
  };
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const port = await freePort();
  const server = spawn(
    program,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const end = (): void => void server.kill('SIGKILL');
  process.on('exit', end);
  const stop = async (): Promise<void> => {
    process.off('exit', end);
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  const url = `http://127.0.0.1:${port}`;
  const limit = performance.now() + START_LIMIT_MS;
  while (!(await isReady(url))) {
    if (server.exitCode !== null || performance.now() > limit) {
      await stop();
      return { problem: `${program} does not start. It has to be Prometheus 2.39 or newer.` };
    }
    await sleep(100);
  }
  return { url, stop };
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
