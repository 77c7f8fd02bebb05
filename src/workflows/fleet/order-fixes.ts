import type { FixRun } from '#domain/remedy/fix-run.ts';
import type { Decision } from '#domain/decision/decision.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { isOver, type Job } from '#domain/fleet/job.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { FleetReads } from '#ports/fleet-reads.ts';
import type { Memory } from '#ports/memory.ts';
import { JOB_PRIORITY, type WorkQueue } from '#ports/work-queue.ts';
import { subjectOf } from '../fix-subject.ts';
import { findNamed, type NamedDifference, type RefusedName } from './find-named.ts';
import { stackKey } from './run-schedule.ts';

export interface FixOrdering {
  readonly fleet: Pick<Fleet, 'memoryOf' | 'findStack'>;
  readonly reads: Pick<FleetReads, 'placesOf'>;
  readonly queue: Pick<WorkQueue, 'submit' | 'list'>;
}

export interface OrderedFix {
  readonly job: string;
  readonly kind: FixRun['kind'];
  readonly source: string;
  readonly stack: string;
  readonly fingerprints: readonly string[];
}

/**
 * Hands in what was decided to be carried out, a job for each stack and kind: a revert is planned first and shown, an
 * adoption makes its branch. What may not be carried out is refused with the reason that the job would give.
 */
export async function orderFixes(
  names: readonly NamedDifference[],
  { actor, may }: { readonly actor: string; readonly may: (team: string | null) => boolean },
  deps: FixOrdering,
): Promise<{ readonly jobs: readonly OrderedFix[]; readonly refused: readonly RefusedName[] }> {
  const named = await findNamed(names, may, deps);
  const refused: RefusedName[] = [...named.refused];
  const orders = new Map<string, Omit<OrderedFix, 'job'> & { readonly fingerprints: string[] }>();
  const decisions = new Map<string, Map<string, Decision>>();
  for (const key of named.found) {
    const memory = await deps.fleet.memoryOf(key.source);
    const record = memory === null ? null : await recordOf(memory, key);
    if (memory === null || record === null) {
      refused.push({ ...key, why: `No difference is known as ${key.fingerprint} in ${key.source}.` });
      continue;
    }
    const known = decisions.get(key.source) ?? new Map<string, Decision>();
    decisions.set(key.source, known);
    const found = await subjectOf(memory, record, known, actor);
    if ('problem' in found) {
      refused.push({ ...key, why: found.problem });
      continue;
    }
    const name = `${found.kind} ${stackKey(key.source, key.stack)}`;
    const order = orders.get(name) ?? {
      kind: found.kind,
      source: key.source,
      stack: key.stack,
      fingerprints: [],
    };
    order.fingerprints.push(key.fingerprint);
    orders.set(name, order);
  }
  const jobs: OrderedFix[] = [];
  for (const order of orders.values())
    jobs.push({ ...order, job: await submitFix(order, actor, deps.queue) });
  return { jobs, refused };
}

const recordOf = async (
  memory: Memory,
  { stack, fingerprint }: { readonly stack: string; readonly fingerprint: string },
): Promise<DriftRecord | null> =>
  (await memory.findDrift(fingerprint)).find((record) => record.stack === stack) ?? null;

async function submitFix(
  { kind, source, stack, fingerprints }: Omit<OrderedFix, 'job'>,
  actor: string,
  queue: FixOrdering['queue'],
): Promise<string> {
  const task = kind === 'revert' ? 'plan-fix' : 'adopt-fix';
  const ids = fingerprints.toSorted();
  const { job } = await queue.submit({
    task,
    data: { source, stack, fingerprints: ids, actor },
    priority: JOB_PRIORITY.person,
    key: stackKey(source, stack),
    // Who asks belongs to it: a job acts for one person.
    once: `${task} ${stackKey(source, stack)} ${ids.join(' ')} ${actor}`,
    startAfter: null,
    requestedBy: actor,
    source,
    stack,
  });
  return job;
}

/** What stands against applying a plan that was shown; a sentence. */
export type ConfirmRefusal = { readonly refused: string };

/** Hands in that a plan which was shown is applied. It is planned again, and applied only if it is the same. */
export async function confirmFix(
  plan: Job,
  digest: string,
  actor: string,
  { queue }: Pick<FixOrdering, 'queue'>,
): Promise<{ readonly job: string } | ConfirmRefusal> {
  const { source, stack, data, result } = plan;
  if (plan.task !== 'plan-fix' || source === null || stack === null) {
    return { refused: 'This job is no plan of a fix, so there is nothing to confirm.' };
  }
  if (!isOver(plan.state)) return { refused: 'The plan is not there yet. Wait for it, and look at it.' };
  if (result?.['kind'] !== 'planned')
    return { refused: 'The plan was refused, so there is nothing to apply.' };
  if (result['digest'] !== digest) {
    return { refused: 'This is not the plan that was shown. Look at it again and confirm that.' };
  }
  const earlier = await confirmationOf(plan, queue);
  if (earlier !== null) return { job: earlier.id };
  const { job } = await queue.submit({
    task: 'apply-fix',
    data: { source, stack, fingerprints: data['fingerprints'] ?? [], actor, digest, plan: plan.id },
    priority: JOB_PRIORITY.person,
    key: stackKey(source, stack),
    once: `apply-fix ${plan.id}`,
    startAfter: null,
    requestedBy: actor,
    source,
    stack,
  });
  return { job };
}

/** The job that was made by confirming this plan; null: nobody has. */
export async function confirmationOf(plan: Job, queue: Pick<WorkQueue, 'list'>): Promise<Job | null> {
  if (plan.task !== 'plan-fix' || plan.source === null || plan.stack === null) return null;
  const { jobs } = await queue.list({
    states: null,
    task: 'apply-fix',
    source: plan.source,
    stack: plan.stack,
    limit: 50,
    after: null,
  });
  return jobs.find(({ data }) => data['plan'] === plan.id) ?? null;
}
