import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensurePage, pageFolder } from '#platform/page-folder.ts';
import type { Page } from 'playwright-core';
import { changeServer, type ChangeServer } from '../changes/change-server.ts';
import { HOUR, metricsCsv } from '../changes/world-in.ts';

/** Where the page is built. */
export const HOME = fileURLToPath(new URL('../../', import.meta.url));

export const ANA = { name: 'Ana Diaz', email: 'ana@example.com' };
export const BO = { name: 'Bo Li', email: 'bo@example.com' };

/** The whole hour that lies so many hours before now: the browser tells the world's time. */
export const hoursAgo = (hours: number): number => Math.floor(Date.now() / HOUR) * HOUR - hours * HOUR;

export interface ChangeShop {
  readonly server: ChangeServer;
  readonly url: string;
  /** Signs in whoever opens it first. */
  readonly link: (who: typeof ANA) => Promise<string>;
  /** Lets hours of changes pass in seconds, until then. */
  readonly passUntil: (atMs: number) => Promise<void>;
}

/** Hours in a second: a day of a watch passes in a few. */
const PACE = 7200;

/**
 * A server with the page, a worker, a Git source and a file of metrics, in which the service `orders` gets worse an
 * hour after `badFromMs`.
 */
export async function changeShop(startMs: number, badFromMs: number): Promise<ChangeShop> {
  const problem = await ensurePage(HOME, () => undefined);
  if (problem !== null) throw new Error(problem);
  const server = await changeServer({ git: true, push: true, metrics: metricsOf(startMs, badFromMs) });
  server.time.set(startMs);
  await server.work();
  const http = await server.serve(pageFolder(HOME));
  return {
    server,
    url: http.url,
    link: (who) => http.signInLink(who),
    passUntil: async (atMs) => {
      server.time.pace(PACE);
      while (server.time.now().getTime() < atMs) await sleep(20);
      server.time.pace(1);
    },
  };
}

/** The series of `checkout` and its peers, and of two more services that are like it. */
function metricsOf(startMs: number, badFromMs: number): string {
  const good = metricsCsv({ startMs });
  const bad = metricsCsv({ startMs, worse: { error_rate: 1.6 }, fromMs: badFromMs });
  return good + seriesOf(bad, 'orders') + seriesOf(good, 'prices');
}

const seriesOf = (csv: string, name: string): string =>
  csv
    .split('\n')
    .filter((line) => line.includes(',checkout,'))
    .map((line) => `${line.replace(',checkout,', `,${name},`)}\n`)
    .join('');

const PEERS = ['search', 'cart', 'login', 'pay', 'mail'];

/** What a declaration says otherwise for another service than `checkout`. */
export const concerning = (
  service: string,
  title: string,
  file: string,
): Readonly<Record<string, unknown>> => ({
  title,
  services: [service],
  metrics: Object.fromEntries(
    ['p95_latency', 'error_rate', 'cost_per_request'].map((metric) => {
      const from = (series: string) => ({ file, metric, series });
      return [
        metric,
        {
          tolerance: '10%',
          must_detect: '30%',
          baseline: 'peers',
          from: from(service),
          peers: Object.fromEntries(PEERS.map((peer) => [peer, from(peer)])),
        },
      ];
    }),
  ),
});

/** Opens a change that a file declares, and waits for the page of it. */
export async function openOnPage(page: Page, url: string, id: string): Promise<void> {
  await page.goto(`${url}/changes`);
  await page.getByRole('button', { name: `Open ${id}` }).click();
  await page.getByRole('link', { name: 'To the change' }).click();
  await page.getByRole('heading', { name: 'Checks' }).waitFor();
}
