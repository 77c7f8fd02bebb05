import { DEFAULT_FLAPPING } from '#domain/drift/life/flapping.ts';
import type { StackReport } from '#domain/drift/report.ts';
import type { Doubt } from '#domain/drift/stack-doubt.ts';
import type { EngineProgress } from '#ports/engine.ts';
import type { RunningJob, TaskEnd } from '#ports/work-queue.ts';
import { rememberReport } from '../remember-scan.ts';
import { scanStack } from '../scan-stack.ts';
import { stackAtWork, type FleetWork, type FoundTarget, type StackAtWork } from './fleet-work.ts';
import { unknownReport } from './unknown-report.ts';

export interface ScanOrder {
  readonly source: string;
  readonly stack: string;
}

/**
 * Scans one stack of the fleet and remembers what was seen. The job's id is the scan's: however often it is begun, it
 * is remembered once. A stack that could not be read is remembered as unknown, with the reason.
 */
export async function scanForFleet(order: ScanOrder, job: RunningJob, deps: FleetWork): Promise<TaskEnd> {
  const work = await stackAtWork(deps.fleet, order);
  if ('problem' in work) return { kind: 'failed', problem: work.problem };
  const wait = await waitOfAccount(work, deps);
  if (wait !== null) return { kind: 'later', ...wait };
  const startedMs = deps.clock.now().getTime();
  const at = new Date(startedMs).toISOString();
  const read = await readStack(work, job, deps);
  if (job.stopping.aborted) return { kind: 'later', waitMs: 0, why: 'The worker is to end.' };
  if (read.report.unknown?.code === 'cancelled') return { kind: 'failed', problem: 'It was stopped.' };
  // Another worker has the job: what this one saw is old, however it looks.
  if (!(await job.alive())) return { kind: 'failed', problem: 'Another worker took it over.' };
  const { report, flapping } = read;
  await rememberReport({ id: job.job, at, report }, work.memory, flapping);
  const durationMs = Math.round(deps.clock.now().getTime() - startedMs);
  await deps.fleet.noteScan(order.source, order.stack, { at, good: report.status !== 'unknown', durationMs });
  await deps.fleet.keepReport(order.source, order.stack, { scan: job.job, at, report: keptReport(report) });
  const said = { at: deps.clock.now().toISOString(), ...order, subject: null };
  await deps.fleet.announce([
    { kind: 'scan', ...said },
    ...(report.totals.found > 0 ? [{ kind: 'drift' as const, ...said }] : []),
  ]);
  await deps.scanned(order.source, order.stack);
  job.log(`${order.stack}: ${outcomeText(report)}`);
  return { kind: 'done', result: resultOf(report, durationMs) };
}

async function waitOfAccount(
  { found }: StackAtWork,
  deps: FleetWork,
): Promise<{ readonly waitMs: number; readonly why: string } | null> {
  const { account } = found;
  if (account === null) return null;
  const taken = await deps.fleet.takeRate(account, deps.rateOf(account), deps.clock.now().getTime());
  return taken.taken
    ? null
    : { waitMs: taken.waitMs, why: `The account ${account} bears no more scans now.` };
}

interface Read extends Pick<FoundTarget, 'flapping'> {
  readonly report: StackReport;
}

async function readStack(work: StackAtWork, job: RunningJob, deps: FleetWork): Promise<Read> {
  const signal = AbortSignal.any([job.signal, job.stopping]);
  const unknown = (doubt: Doubt): Read => ({
    report: unknownReport(work.found, signal.aborted ? { code: 'cancelled' } : doubt, deps.redactor),
    flapping: DEFAULT_FLAPPING,
  });
  job.progress({ phase: 'checking out', done: null, of: null });
  const checkout = await deps.checkouts.at(work.source, work.commit, signal);
  if ('problem' in checkout) return unknown({ code: 'internal', detail: checkout.problem });
  try {
    const found = await deps.targetIn(work.source, checkout, work.found.stack);
    if ('problem' in found) return unknown({ code: 'bad_config', detail: found.problem });
    const report = await scanStack(found.target, deps, (progress) => tell(job, progress), signal);
    return { report, flapping: found.flapping };
  } finally {
    await checkout.release();
  }
}

export function tell(job: RunningJob, progress: EngineProgress): void {
  if (progress.kind === 'resources') {
    job.progress({ phase: 'reading resources', done: progress.read, of: progress.known });
    return;
  }
  const phase = PHASES[progress.phase];
  job.progress({ phase, done: null, of: null });
  job.log(phase);
}

const PHASES: Readonly<Record<Extract<EngineProgress, { readonly kind: 'phase' }>['phase'], string>> = {
  waiting: 'waiting for another scan',
  init: 'initialising',
  learn: 'learning the provider',
  plan: 'planning',
  show: 'reading the plan',
};

function outcomeText({ status, unknown, totals, resources_read: read }: StackReport): string {
  if (status === 'unknown') return `unknown: ${unknown?.sentence ?? 'no reason was given'}`;
  if (status === 'in_sync') return `in sync, ${counted(read, 'resource')} read`;
  return `drifted, ${counted(totals.reported, 'difference')}`;
}

/** What hundreds of thousands of differences would take up is left to memory, which has them one by one. */
const LARGEST_REPORT = 4_000_000;

const keptReport = (report: StackReport): StackReport | null =>
  JSON.stringify(report).length > LARGEST_REPORT ? null : report;

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

const resultOf = (report: StackReport, durationMs: number) => ({
  status: report.status,
  unknown: report.unknown === null ? null : { code: report.unknown.code, sentence: report.unknown.sentence },
  found: report.totals.found,
  reported: report.totals.reported,
  drift: report.differences.filter(({ drift }) => drift).length,
  resources_read: report.resources_read,
  duration_ms: durationMs,
});
