import { z } from 'zod';
import { adoptFix } from '#workflows/fleet/adopt-fix.ts';
import { applyFix } from '#workflows/fleet/apply-fix.ts';
import type { FleetFixWork } from '#workflows/fleet/fleet-work.ts';
import { planFix } from '#workflows/fleet/plan-fix.ts';
import { scanForFleet } from '#workflows/fleet/scan-for-fleet.ts';
import { defineTask, type Task } from './task.ts';

const Stack = { source: z.string(), stack: z.string() };
const Fix = { ...Stack, fingerprints: z.array(z.string()).min(1), actor: z.string() };

/** What is done on the stacks of the fleet: all of it starts engines. */
export const fleetTasks = (deps: FleetFixWork): readonly Task[] => [
  defineTask({
    name: 'scan-stack',
    lane: 'engine',
    data: z.object(Stack),
    run: (order, job) => scanForFleet(order, job, deps),
  }),
  defineTask({
    name: 'plan-fix',
    lane: 'engine',
    data: z.object(Fix),
    run: (order, job) => planFix(order, job, deps),
  }),
  defineTask({
    name: 'apply-fix',
    lane: 'engine',
    data: z.object({ ...Fix, digest: z.string() }),
    run: (order, job) => applyFix(order, job, deps),
  }),
  defineTask({
    name: 'adopt-fix',
    lane: 'engine',
    data: z.object(Fix),
    run: (order, job) => adoptFix(order, job, deps),
  }),
];
