import { dueRecords } from '#domain/change/change-record.ts';
import type { Change } from '#domain/change/change.ts';
import { lookDueMs } from '#domain/change/watch-grid.ts';
import type { RunningJob, TaskEnd } from '#ports/work-queue.ts';
import { advanceChange, takeWheel } from '../change/drive-change.ts';
import type { Next } from '../change/next-turn.ts';
import { driveOnce, type ChangeName } from './change-jobs.ts';
import {
  changeAtWork,
  changeBench,
  commitOf,
  type ChangeAtWork,
  type CheckoutTools,
  type FleetChangeWork,
} from './change-work.ts';
import { undeclared } from './open-for-fleet.ts';

/** How soon what stands in the way is looked at again; in the world's time. */
const AGAIN_MS = 60_000;
const RECORDS_AGAIN_MS = 5 * 60_000;

/**
 * Has a change go on until it is over or a person is needed: its steps, gates, looks and rollback. Between two of them the
 * job waits, and whoever says something to the change has it begin at once. Nothing of it is in this process alone: killed
 * anywhere, the worker that gets the job next goes on, and this one writes and starts nothing any more.
 */
export async function driveForFleet(
  name: ChangeName,
  job: RunningJob,
  deps: FleetChangeWork,
): Promise<TaskEnd> {
  const work = await changeAtWork(name, deps);
  if ('problem' in work) return { kind: 'failed', problem: work.problem };
  const dueMs = nextLookMs(work.change);
  if (dueMs !== null && dueMs > deps.time.now().getTime()) return at(dueMs, null, name, job, deps);
  const { source, change } = work;
  const signal = AbortSignal.any([job.signal, job.stopping]);
  const checkout = await deps.checkouts.at(source, commitOf(source, change.commit), signal);
  if (job.stopping.aborted) return stopped();
  if ('problem' in checkout) return again(AGAIN_MS, checkout.problem, name, job);
  try {
    const tools = await deps.toolsIn(source, checkout, {
      stacks: change.declaration.stacks,
      mayBegin: () => job.alive(),
    });
    if ('problem' in tools) return again(AGAIN_MS, tools.problem, name, job);
    const strange = await undeclared(source, change, tools.root, deps);
    if (strange !== null) return again(RECORDS_AGAIN_MS, strange, name, job);
    return await drive(work, tools, name, job, deps);
  } finally {
    await checkout.release();
  }
}

/** When the next look is due of a change that is watched and owes nothing else; null: there is something to do. */
function nextLookMs(change: Change): number | null {
  const { state, watch, declaration } = change;
  if (state !== 'watching' || watch === null || dueRecords(change).length > 0) return null;
  return lookDueMs(watch, watch.looks + 1, declaration.watch);
}

async function drive(
  work: ChangeAtWork,
  tools: CheckoutTools,
  name: ChangeName,
  job: RunningJob,
  deps: FleetChangeWork,
): Promise<TaskEnd> {
  const { change: id } = name;
  const bench = await changeBench(work, tools, job, deps);
  // A program of a worker that was killed may still run: it is ended before another begins.
  await deps.endLeftOvers();
  if (!(await job.alive()))
    return { kind: 'failed', problem: 'It was stopped, or another worker took it over.' };
  const wheel = await takeWheel(id, bench);
  if ('refused' in wheel) return again(AGAIN_MS, wheel.refused, name, job);
  const signal = AbortSignal.any([job.signal, job.stopping]);
  let next: Next = { kind: 'again' };
  while (next.kind === 'again') {
    if (job.signal.aborted)
      return { kind: 'failed', problem: 'It was stopped, or another worker took it over.' };
    if (job.stopping.aborted) return stopped();
    next = await advanceChange(id, wheel.fence, bench, signal);
  }
  if (job.stopping.aborted) return stopped();
  switch (next.kind) {
    case 'at':
      return at(next.atMs, next.why ?? null, name, job, deps);
    case 'refused':
      return { kind: 'done', result: { kind: 'taken over', why: next.why } };
    case 'person':
    case 'over':
      return rest(work, name, job);
  }
}

/** Nothing moves by itself any more. What could not be written into the repository is tried again. */
async function rest({ memory }: ChangeAtWork, name: ChangeName, job: RunningJob): Promise<TaskEnd> {
  const change = await memory.findChange(name.change);
  if (change === null) return { kind: 'done', result: { kind: 'gone' } };
  const due = change.state === 'closed' ? [] : dueRecords(change);
  if (due.length > 0) {
    return again(
      RECORDS_AGAIN_MS,
      `The ${due.map(({ kind }) => kind).join(' and ')} could not be recorded.`,
      name,
      job,
    );
  }
  return { kind: 'done', result: { kind: change.state } };
}

const stopped = (): TaskEnd => ({ kind: 'later', waitMs: 0, why: 'The worker is to end.' });

function at(
  atMs: number,
  why: string | null,
  name: ChangeName,
  job: RunningJob,
  { time }: Pick<FleetChangeWork, 'time'>,
): TaskEnd {
  const waitMs = Math.max(LEAST_MS, time.inWorld(atMs - time.now().getTime()));
  return again(waitMs, why ?? 'It waits for its next look.', name, job);
}

/** A clock that runs away must not have the queue spin. */
const LEAST_MS = 200;

function again(waitMs: number, why: string, name: ChangeName, job: RunningJob): TaskEnd {
  job.progress({ phase: why, done: null, of: null });
  return { kind: 'later', waitMs: Math.ceil(waitMs), why, once: driveOnce(name) };
}
