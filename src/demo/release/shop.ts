import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDemoPrometheus } from './demo-prometheus.ts';
import { startDemoProgram, type DemoProcess } from './demo-process.ts';

/** Two arms of the shop with their customers, and the Prometheus that watches them. */
export interface RunningShop {
  readonly prometheusUrl: string;
  stop(): Promise<void>;
}

/** Orders a second for each arm. */
const ORDERS_PER_SECOND = 250;

/** The canary gets the releases; the stable arm is what they are compared with. */
export const ARMS = ['stable', 'canary'] as const;

/** @param versions the folder with one file an arm: the version that it runs */
export async function startShop(of: {
  readonly prometheus: string;
  readonly folder: string;
  readonly versions: string;
  readonly clockFile: string;
}): Promise<RunningShop | { readonly problem: string }> {
  const running: DemoProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const each of running.toReversed()) await each.stop();
  };
  try {
    const ports: string[] = [];
    for (const arm of ARMS) {
      const args = [arm, join(of.versions, arm), of.clockFile];
      const shop = await startDemoProgram('shop-program.ts', args, true);
      running.push(shop);
      ports.push(shop.said ?? '');
    }
    const prometheus = await startDemoPrometheus(of.prometheus, of.folder, ports);
    if ('problem' in prometheus) {
      await stop();
      return prometheus;
    }
    running.push({ said: null, stop: () => prometheus.stop() });
    running.push(await startDemoProgram('load-program.ts', [String(ORDERS_PER_SECOND), ...ports], false));
    return { prometheusUrl: prometheus.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where the shop is measured, and what a task of it costs. */
export async function writeShopSettings(folder: string, prometheusUrl: string): Promise<void> {
  const text = [
    'version: 1',
    'project: demo-shop',
    'metric_sources:',
    '  prod:',
    '    kind: prometheus',
    `    url: ${prometheusUrl}`,
    '  tasks:',
    '    kind: priced',
    '    price_per_hour: 0.05',
    '    counts: prod',
    '',
  ].join('\n');
  await writeFile(join(folder, 'kedge.yaml'), text);
}
