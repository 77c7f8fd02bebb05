import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readDemoTimeMs } from './demo-clock.ts';
import { createShopMetrics } from './shop-metrics.ts';
import { FIRST_VERSION, SHOP_VERSIONS } from './shop-versions.ts';

/**
 * One arm of the demo's shop: `node shop-program.ts ARM VERSION_FILE CLOCK_FILE`. Prints its port. Serves `/order`,
 * `/version` and `/metrics`, and ends when its standard input does, so with whoever started it.
 */
const [arm = 'stable', versionFile = '', clockFile = ''] = process.argv.slice(2);
const metrics = createShopMetrics();

/** Read at every order: a deployment writes it, and nothing has to start again. */
const version = (): string => readFileSync(versionFile, 'utf8').trim();

const server = createServer((request, response) => {
  void answer(request.url ?? '/').then(([status, text]) => response.writeHead(status).end(text));
});

async function answer(path: string): Promise<readonly [number, string]> {
  const name = version();
  const { typicalMs, failing, tasks } = SHOP_VERSIONS[name] ??
    SHOP_VERSIONS[FIRST_VERSION] ?? { typicalMs: 8, failing: 0, tasks: 1 };
  if (path === '/version') return [200, `${name}\n`];
  if (path === '/metrics') return [200, metrics.text(arm, name, tasks, readDemoTimeMs(clockFile))];
  // What the machine adds is left out: a demo on a busy one would show the machine.
  const tookMs = typicalMs * Math.exp(0.35 * normal());
  await sleep(tookMs);
  const failed = Math.random() < failing;
  metrics.ordered(tookMs / 1000, failed);
  return [failed ? 500 : 200, failed ? 'The price is not known.\n' : 'Thank you.\n'];
}

/** Box and Muller. */
const normal = (): number =>
  Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));
