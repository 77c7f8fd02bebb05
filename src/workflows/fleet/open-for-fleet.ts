import { declarationDigest } from '#domain/change/declaration-digest.ts';
import type { Source } from '#domain/fleet/source.ts';
import type { Checkout } from '#ports/checkout.ts';
import type { Memory } from '#ports/memory.ts';
import type { RunningJob, TaskEnd } from '#ports/work-queue.ts';
import { checkChange } from '../change/check-change.ts';
import { openChange } from '../change/open-change.ts';
import type { ChangeName } from './change-jobs.ts';
import { changeAtWork, changeBench, commitOf, type FleetChangeWork } from './change-work.ts';

export interface OpenOrder extends ChangeName {
  /** From the root of the project. */
  readonly file: string;
  /** At which the person saw it; null: in a folder. */
  readonly commit: string | null;
  readonly actor: string;
}

/** Opens what a file declares at a commit, and runs its checks. */
export async function openForFleet(
  order: OpenOrder,
  job: RunningJob,
  deps: FleetChangeWork,
): Promise<TaskEnd> {
  const known = await deps.fleet.findSource(order.source);
  const memory = await deps.fleet.memoryOf(order.source);
  if (known === null || memory === null) {
    return failed(`There is no source ${order.source} that was read.`);
  }
  const { source } = known;
  return inCheckout(source, order.commit, job, deps, async (checkout) => {
    const tools = await deps.toolsIn(source, checkout, { stacks: [], mayBegin: () => job.alive() });
    if ('problem' in tools) return failed(tools.problem);
    const read = await deps.declarations.read(tools.root, order.file);
    if ('problems' in read) {
      for (const { line, column, text } of read.problems) job.log(`${order.file}:${line}:${column}: ${text}`);
      return failed(`${order.file} declares no change that can be opened: ${read.problems[0]?.text ?? ''}`);
    }
    if (!(await job.alive())) return failed('Another worker took it over.');
    const bench = await changeBench({ source, memory }, tools, job, deps);
    const opened = await openChange(
      {
        declaration: read.declaration,
        file: order.file,
        commit: order.commit ?? checkout.commit,
        actor: order.actor,
      },
      bench,
    );
    if ('refused' in opened) return failed(opened.refused);
    job.log(`${OPENED[opened.how]}: ${opened.change.id}`);
    return checkIn(source, memory, checkout, { ...order, change: opened.change.id }, job, deps);
  });
}

const OPENED = {
  opened: 'opened',
  same: 'it was open already',
  redeclared: 'declared anew; approvals and checks of the old one are void',
} as const;

/** Runs the checks of a change again. */
export async function checkForFleet(
  order: ChangeName & { readonly actor: string },
  job: RunningJob,
  deps: FleetChangeWork,
): Promise<TaskEnd> {
  const work = await changeAtWork(order, deps);
  if ('problem' in work) return failed(work.problem);
  const { source, memory, change } = work;
  return inCheckout(source, change.commit, job, deps, (checkout) =>
    checkIn(source, memory, checkout, order, job, deps),
  );
}

async function checkIn(
  source: Source,
  memory: Memory,
  checkout: Checkout,
  { change: id, actor }: ChangeName & { readonly actor: string },
  job: RunningJob,
  deps: FleetChangeWork,
): Promise<TaskEnd> {
  const change = await memory.findChange(id);
  if (change === null) return failed(`There is no change ${id}.`);
  const tools = await deps.toolsIn(source, checkout, {
    stacks: change.declaration.stacks,
    mayBegin: () => job.alive(),
  });
  if ('problem' in tools) return failed(tools.problem);
  const strange = await undeclared(source, change, tools.root, deps);
  if (strange !== null) return failed(strange);
  job.progress({ phase: 'checking', done: null, of: null });
  const bench = await changeBench({ source, memory }, tools, job, deps);
  const checked = await checkChange(id, actor, bench, AbortSignal.any([job.signal, job.stopping]));
  if (job.stopping.aborted) return { kind: 'later', waitMs: 0, why: 'The worker is to end.' };
  if ('refused' in checked) return failed(checked.refused);
  for (const { name, outcome, sentence } of checked.results) job.log(`${name}: ${outcome}. ${sentence}`);
  const { state } = checked.change;
  return { kind: 'done', result: { kind: state, change: id, green: state === 'ready' } };
}

/**
 * Why a change is not what its commit declares; null: it is. Whoever can write into the database cannot have the server
 * run programs that nobody committed. A folder may say something else by now, and is trusted as it stands.
 */
export async function undeclared(
  source: Source,
  { id, file, digest }: { readonly id: string; readonly file: string | null; readonly digest: string },
  root: string,
  { declarations }: Pick<FleetChangeWork, 'declarations'>,
): Promise<string | null> {
  if (source.kind !== 'git') return null;
  const where = `The change ${id} is not what the repository of ${source.name} declares at its commit, so the server runs nothing of it. Open it from a file on the branch of the source, or drive it with kedge change watch ${id}.`;
  if (file === null) return where;
  const read = await declarations.read(root, file);
  return 'declaration' in read && declarationDigest(read.declaration) === digest ? null : where;
}

async function inCheckout(
  source: Source,
  commit: string | null,
  job: RunningJob,
  { checkouts }: Pick<FleetChangeWork, 'checkouts'>,
  work: (checkout: Checkout) => Promise<TaskEnd>,
): Promise<TaskEnd> {
  job.progress({ phase: 'checking out', done: null, of: null });
  const signal = AbortSignal.any([job.signal, job.stopping]);
  const checkout = await checkouts.at(source, commitOf(source, commit), signal);
  if (job.stopping.aborted) return { kind: 'later', waitMs: 0, why: 'The worker is to end.' };
  if ('problem' in checkout) return failed(checkout.problem);
  try {
    return await work(checkout);
  } finally {
    await checkout.release();
  }
}

const failed = (problem: string): TaskEnd => ({ kind: 'failed', problem });
