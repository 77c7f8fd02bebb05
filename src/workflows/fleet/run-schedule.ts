import { nextSlot, slotsBetween } from '#domain/fleet/schedule.ts';
import { staleSince } from '#domain/fleet/staleness.ts';
import type { FleetStack } from '#domain/fleet/fleet-stack.ts';
import type { Redactor } from '#domain/secret/redact.ts';
import type { Clock } from '#ports/clock.ts';
import type { Fleet } from '#ports/fleet.ts';
import { JOB_PRIORITY, type JobPriority, type WorkQueue } from '#ports/work-queue.ts';
import { markStale } from './mark-stale.ts';

export interface ScheduleDependencies {
  readonly fleet: Fleet;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly redactor: Pick<Redactor, 'redactText'>;
}

const AT_ONCE = 200;

/**
 * Hands in the scans whose time has come. Slots that passed while nobody looked are caught up by one scan, and how many
 * there were is told. Killed between handing in and settling, it hands the same scan in again, which finds the first
 * one waiting or does no harm.
 */
export async function runSchedule(deps: ScheduleDependencies): Promise<number> {
  const now = deps.clock.now();
  const due = await deps.fleet.dueStacks(now.toISOString(), AT_ONCE);
  for (const stack of due) {
    await submitScan(stack, { priority: JOB_PRIORITY.schedule, requestedBy: 'schedule' }, deps);
    await deps.fleet.settleRun(stack, nextRun(stack, now.getTime()));
    const missed = missedSlots(stack, now.getTime());
    if (missed === 0) continue;
    const at = now.toISOString();
    await deps.fleet.announce([
      { at, kind: 'slots_missed', source: stack.source, stack: stack.stack, subject: String(missed) },
    ]);
  }
  return due.length;
}

/** When a stack runs next; null: never by itself. */
export function nextRun(
  stack: Pick<FleetStack, 'source' | 'stack' | 'schedule'>,
  afterMs: number,
): string | null {
  const slot = nextSlot(stack.schedule, `${stack.source}/${stack.stack}`, afterMs);
  return slot === null ? null : new Date(slot.startMs).toISOString();
}

const MOST_MISSED = 1000;

/** Slots between the one that is run now and now itself. */
function missedSlots({ schedule, nextRunAt }: FleetStack, nowMs: number): number {
  if (nextRunAt === null) return 0;
  return slotsBetween(schedule, Date.parse(nextRunAt), nowMs - schedule.jitterMs, MOST_MISSED).count;
}

/** Asks for a scan of a stack; one that waits already is hurried instead of doubled. */
export function submitScan(
  { source, stack }: Pick<FleetStack, 'source' | 'stack'>,
  asked: { readonly priority: JobPriority; readonly requestedBy: string },
  { queue }: Pick<ScheduleDependencies, 'queue'>,
): Promise<{ readonly job: string; readonly existing: boolean }> {
  return queue.submit({
    task: 'scan-stack',
    data: { source, stack },
    ...asked,
    key: stackKey(source, stack),
    once: `scan ${stackKey(source, stack)}`,
    startAfter: null,
    source,
    stack,
  });
}

/** All work on one stack has this key: none of it runs at the same time. */
export const stackKey = (source: string, stack: string): string => `${source}/${stack}`;

/** Marks the stacks that nobody has read for too long; how many they were. */
export async function watchStaleness(deps: ScheduleDependencies): Promise<number> {
  const now = deps.clock.now();
  let marked = 0;
  for (const stack of await deps.fleet.stacks(null)) {
    if (stack.staleSince !== null) continue;
    const since = staleSince(stack, now.getTime());
    if (since !== null && (await markStale(stack, since, deps))) marked += 1;
  }
  return marked;
}

/** Asks for a sync of a source; one that waits already is hurried. */
export function submitSync(
  source: string,
  asked: { readonly priority: JobPriority; readonly requestedBy: string },
  { queue }: { readonly queue: Pick<WorkQueue, 'submit'> },
): Promise<{ readonly job: string; readonly existing: boolean }> {
  return queue.submit({
    task: 'sync-source',
    data: { source },
    ...asked,
    key: `sync ${source}`,
    once: `sync ${source}`,
    startAfter: null,
    source,
    stack: null,
  });
}

/** A hook tells sooner; this is for repositories that send none. */
const SYNC_MS = 5 * 60 * 1000;

/** Asks for a sync of every source that was not read for a while. */
export async function syncSources(deps: ScheduleDependencies): Promise<void> {
  const before = deps.clock.now().getTime() - SYNC_MS;
  for (const { source, synced } of await deps.fleet.sources()) {
    if (synced !== null && Date.parse(synced.at) > before) continue;
    await submitSync(source.name, { priority: JOB_PRIORITY.schedule, requestedBy: 'schedule' }, deps);
  }
}
