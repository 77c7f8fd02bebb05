import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { filesBelow } from '#adapters/engines/terraform/testing/stack-fixture.ts';
import type { Flow } from './flow-fixture.ts';

/** Plans in the cache, which hold secrets in clear text, and what engines printed of them. */
export async function plansLeft({ cache }: Flow): Promise<readonly string[]> {
  return (await filesBelow(cache)).filter((file) => /\.tfplan$|\/plan\/(?:out|err)$/.test(file));
}

/** Processes that this flow has started and that still live; engines get some seconds to end. */
export async function processesLeft(flow: Flow): Promise<readonly string[]> {
  for (let round = 0; ; round += 1) {
    const left = await processesOf(flow);
    if (left.length === 0 || round === 100) return left;
    await sleep(100);
  }
}

/** Those that live now. */
export async function processesOf({ root }: Flow): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (!environment.includes(root)) continue;
    found.push((await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' '));
  }
  return found;
}
