import { Agent, get } from 'node:http';

/**
 * Customers of the demo's shop: `node load-program.ts PER_SECOND PORT...` orders so often from each arm, until its
 * standard input ends.
 */
const [perSecond = '100', ...ports] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const TICK_MS = 20;

let owed = 0;
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  // By time and not by tick: a machine that is busy skips ticks.
  owed = Math.min(owed + ((now - last) / 1000) * Number(perSecond), Number(perSecond));
  last = now;
  for (; owed >= 1; owed -= 1) for (const port of ports) order(port);
}, TICK_MS);

function order(port: string): void {
  get({ host: '127.0.0.1', port, path: '/order', agent }, (response) => response.resume()).on(
    'error',
    () => undefined,
  );
}

process.stdin.resume().on('end', () => process.exit(0));
