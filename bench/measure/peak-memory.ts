import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from './measured-process.ts';

const SAMPLE_MS = 40;

/**
 * The highest sum, in megabytes, of what a command and all processes below it hold for themselves (anonymous memory:
 * program text and files that are mapped are shared and counted nowhere). Linux only.
 */
export async function peakMemory({ argv, cwd, env, expected }: Command): Promise<number> {
  const [file = '', ...args] = argv;
  const child = spawn(file, args, { cwd, env: { ...env }, stdio: 'ignore' });
  const exit = new Promise<{ readonly code: number | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve({ code }));
  });
  let peak = 0;
  let ended: Awaited<typeof exit> | null = null;
  do {
    peak = Math.max(peak, await memoryBelow(child.pid ?? 0));
    ended = await Promise.race([exit, sleep(SAMPLE_MS, null)]);
  } while (ended === null);
  const { code } = ended;
  if (code === null || !expected.includes(code)) throw new Error(`${argv.join(' ')} ended with ${code}.`);
  return peak;
}

async function memoryBelow(root: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const facts = (await Promise.all(pids.map(factsOf))).filter((each) => each !== null);
  const family = new Set([root]);
  // A child has a higher number than its parent unless the numbers wrapped around; a second round is enough.
  for (let round = 0; round < 2; round += 1) {
    for (const { pid, parent } of facts) if (family.has(parent)) family.add(pid);
  }
  return facts.reduce((sum, { pid, megabytes }) => (family.has(pid) ? sum + megabytes : sum), 0);
}

async function factsOf(pid: number) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null);
  if (status === null) return null;
  const number = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
  return { pid, parent: number('PPid'), megabytes: number('RssAnon') / 1024 };
}
