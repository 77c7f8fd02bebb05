import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A Prometheus on the loopback with a history of its own, in a temporary folder. */
export interface PrometheusServer {
  readonly url: string;
  /** As when somebody pulls the plug. */
  stop(): Promise<void>;
}

export interface PrometheusSetup {
  /** The program; promtool lies beside it. */
  readonly program: string;
  /** OpenMetrics text with time stamps, as promtool takes it; ends with `# EOF`. */
  readonly history: string;
  /** Addresses to scrape, `host:port`, every second. */
  readonly targets?: readonly string[];
  readonly features?: readonly string[];
  /** It takes what is written to it; see `remote-write.ts`. */
  readonly receives?: boolean;
}

const START_LIMIT_MS = 120_000;
const run = promisify(execFile);

export async function startPrometheus(setup: PrometheusSetup): Promise<PrometheusServer> {
  const folder = await mkdtemp(join(tmpdir(), 'kedge-prometheus-'));
  const history = join(folder, 'history.txt');
  const data = join(folder, 'data');
  await writeFile(history, setup.history);
  await writeFile(join(folder, 'prometheus.yml'), scrapeConfig(setup.targets ?? []));
  if (setup.history.trim() !== '# EOF') {
    await run(join(dirname(setup.program), 'promtool'), [
      'tsdb',
      'create-blocks-from',
      'openmetrics',
      history,
      data,
    ]);
  }
  const port = await freePort();
  const server = spawn(
    setup.program,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      // Without it what was written for years ago is deleted at the start.
      '--storage.tsdb.retention.time=50y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
      ...(setup.receives === true ? ['--web.enable-remote-write-receiver'] : []),
      ...(setup.features === undefined ? [] : [`--enable-feature=${setup.features.join(',')}`]),
    ],
    { stdio: 'ignore' },
  );
  const end = (): void => void server.kill('SIGKILL');
  process.on('exit', end);
  const url = `http://127.0.0.1:${port}`;
  const limit = Date.now() + START_LIMIT_MS;
  while (!(await isReady(url))) {
    if (server.exitCode !== null || Date.now() > limit) throw new Error(`${setup.program} does not start.`);
    await sleep(100);
  }
  return {
    url,
    stop: async () => {
      process.off('exit', end);
      if (server.exitCode === null && server.signalCode === null) {
        const ended = once(server, 'exit');
        server.kill('SIGKILL');
        await ended;
      }
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const scrapeConfig = (targets: readonly string[]): string =>
  JSON.stringify({
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    scrape_configs: targets.length === 0 ? [] : [{ job_name: 'test', static_configs: [{ targets }] }],
  });

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
