import type { Decision } from '#domain/decision/decision.ts';
import type { FixRun } from '#domain/remedy/fix-run.ts';
import type { Checkout } from '#ports/checkout.ts';
import type { Memory } from '#ports/memory.ts';
import type { RunningJob } from '#ports/work-queue.ts';
import type { FixDependencies, FixObserver, FixRequest, FixSubject } from '../fix-request.ts';
import { subjectOf } from '../fix-subject.ts';
import { stackAtWork, type FleetFixWork, type StackAtWork } from './fleet-work.ts';
import { tell } from './scan-for-fleet.ts';

/** What is to be carried out on one stack. */
export interface FixOrder {
  readonly source: string;
  readonly stack: string;
  readonly fingerprints: readonly string[];
  /** Who acts: `Name <email>`. */
  readonly actor: string;
}

/** A stack, its code and everything that acting on it takes. */
export interface FixBench {
  readonly work: StackAtWork;
  readonly checkout: Checkout;
  readonly target: FixRequest['target'];
  readonly deps: FixDependencies;
}

/** Opens the stack of an order for as long as `use` takes. `problem` is a sentence. */
export async function atFixBench<T>(
  order: FixOrder,
  job: RunningJob,
  deps: FleetFixWork,
  use: (bench: FixBench) => Promise<T>,
): Promise<T | { readonly problem: string }> {
  const work = await stackAtWork(deps.fleet, order);
  if ('problem' in work) return work;
  const checkout = await deps.checkouts.at(work.source, work.commit, job.signal);
  if ('problem' in checkout) return checkout;
  try {
    const found = await deps.targetIn(work.source, checkout, order.stack);
    if ('problem' in found) return found;
    const { remedy, editor } = await deps.remedy();
    const fixing: FixDependencies = {
      ...deps,
      memory: work.memory,
      flapping: found.flapping,
      editor,
      remedy,
      holder: await deps.holder(),
    };
    return await use({ work, checkout, target: found.target, deps: fenced(fixing, job) });
  } finally {
    await checkout.release();
  }
}

/** Whatever changes the world asks first whether this attempt may still do so; if not, it says that it did nothing. */
function fenced(deps: FixDependencies, job: RunningJob): FixDependencies {
  const lost = async (): Promise<string | null> =>
    (await job.alive()) ? null : 'The job was stopped or went to another worker.';
  return {
    ...deps,
    remedy: {
      ...deps.remedy,
      apply: async (folder, onProgress, signal) =>
        (await lost()) === null ? deps.remedy.apply(folder, onProgress, signal) : { kind: 'never_started' },
    },
    repository: {
      ...deps.repository,
      createBranch: async (top, name, commit) => {
        const problem = await lost();
        return problem === null ? deps.repository.createBranch(top, name, commit) : { problem };
      },
      push: async (top, remote, branch) => (await lost()) ?? deps.repository.push(top, remote, branch),
    },
  };
}

/** Every difference of the order, or the reason why one of them cannot be acted on. */
export async function subjectsFor(
  memory: Memory,
  { fingerprints, stack, actor }: FixOrder,
  kind: FixRun['kind'],
): Promise<{ readonly subjects: readonly FixSubject[] } | { readonly problem: string }> {
  const decisions = new Map<string, Decision>();
  const subjects: FixSubject[] = [];
  const problems: string[] = [];
  for (const fingerprint of fingerprints) {
    const record = (await memory.findDrift(fingerprint)).find((each) => each.stack === stack);
    if (record === undefined) {
      problems.push(`${fingerprint}: no such difference is known in ${stack}.`);
      continue;
    }
    const found = await subjectOf(memory, record, decisions, actor);
    if ('problem' in found) problems.push(found.problem);
    else if (found.kind !== kind) problems.push(`${fingerprint}: it was decided to ${found.kind} it.`);
    else subjects.push(found.subject);
  }
  return problems.length > 0 ? { problem: problems.join('\n') } : { subjects };
}

/** Shows how a fix goes on to whoever watches the job. */
export const observing = (job: RunningJob): FixObserver => ({
  phase: (what) => {
    job.log(what);
    job.progress({ phase: what, done: null, of: null });
  },
  reading: (progress) => tell(job, progress),
  applying: (progress) => {
    if (progress.kind === 'waiting_for_lock') job.log('waiting for the state lock');
    else job.log(`${progress.address} ${progress.done ? 'done' : 'begun'}`);
  },
});
