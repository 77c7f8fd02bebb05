import { setTimeout as sleep } from 'node:timers/promises';
import type { TestFleet } from './fleet-fixture.ts';

/** Where a fix is when its worker is killed; told by what is on record, not by what the worker says of itself. */
export const KILL_MOMENTS = [
  'before the apply',
  'as the engine starts',
  'in the change',
  'after the change',
] as const;
export type KillMoment = (typeof KILL_MOMENTS)[number];

/** From the note that the apply begins, to the end of what it changes. */
export const IN_THE_APPLY: readonly KillMoment[] = ['as the engine starts', 'in the change'];

/** The run is on record from the moment before its engine starts; the cloud notes each change that it is asked for. */
export async function momentOf({ parts, flow }: TestFleet): Promise<KillMoment> {
  const memory = await parts.fleet.memoryOf('code');
  const [run] = (await memory?.liveRuns()) ?? [];
  if (run === undefined) return 'before the apply';
  if (run.step === 'verifying') return 'after the change';
  return (await flow.applyCalls()) === 0 ? 'as the engine starts' : 'in the change';
}

/** Waits until the fix is there, and some random time more. */
export async function untilMoment(fleet: TestFleet, wanted: KillMoment): Promise<void> {
  const end = performance.now() + 120_000;
  const isThere = async (): Promise<boolean> =>
    wanted === 'before the apply' || (await momentOf(fleet)) === wanted;
  while (!(await isThere())) {
    if (performance.now() > end) throw new Error(`It never was ${wanted}.`);
    await sleep(5);
  }
  await sleep(Math.random() * MOST_MS[wanted]);
}

/** As long as each may well take. */
const MOST_MS: Readonly<Record<KillMoment, number>> = {
  'before the apply': 1_500,
  'as the engine starts': 300,
  'in the change': 2_000,
  'after the change': 1_000,
};
