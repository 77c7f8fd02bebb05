import { z } from 'zod';
import type { FleetChangeWork } from '#workflows/fleet/change-work.ts';
import { driveForFleet } from '#workflows/fleet/drive-for-fleet.ts';
import { keepChanges, type KeepChangesDependencies } from '#workflows/fleet/keep-changes.ts';
import { checkForFleet, openForFleet } from '#workflows/fleet/open-for-fleet.ts';
import { settleForFleet } from '#workflows/fleet/settle-change-for-fleet.ts';
import { every } from './every.ts';
import { defineTask, type Task } from './task.ts';

const Name = { source: z.string(), change: z.string() };

/** What is done for changes: all of it may run programs of people. */
export const changeTasks = (deps: FleetChangeWork): readonly Task[] => [
  defineTask({
    name: 'open-change',
    lane: 'change',
    data: z.object({ ...Name, file: z.string(), commit: z.string().nullable(), actor: z.string() }),
    run: (order, job) => openForFleet(order, job, deps),
  }),
  defineTask({
    name: 'check-change',
    lane: 'change',
    data: z.object({ ...Name, actor: z.string() }),
    run: (order, job) => checkForFleet(order, job, deps),
  }),
  defineTask({
    name: 'drive-change',
    lane: 'change',
    data: z.object(Name),
    run: (order, job) => driveForFleet(order, job, deps),
  }),
  defineTask({
    name: 'settle-change',
    lane: 'change',
    data: z.object(Name),
    run: (order, job) => settleForFleet(order, job, deps),
  }),
];

const LOOK_MS = 30_000;

/** Looks after changes that nobody drives, for as long as it is let. Many may do so at once. */
export function keepDriving(
  deps: KeepChangesDependencies,
  report: (line: string) => void,
): { stop(): Promise<void> } {
  const seen = new Map<string, string>();
  return every(LOOK_MS, () => keepChanges(deps, seen), report);
}
