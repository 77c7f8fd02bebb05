import { buildReport } from '#domain/drift/build-report.ts';
import type { StackReport } from '#domain/drift/report.ts';
import type { JobWhole } from '#http/schema/jobs.ts';
import { LastReport, ScanAsked, type Stack } from '#http/schema/stacks.ts';
import type { ScanFlags } from '../commands/scan.ts';
import type { KedgeContext } from '../context.ts';
import { stackName } from '../drift/listed-stack.ts';
import { EXIT, exitCodeFor } from '../exit-code.ts';
import { createProgress, type Progress } from '../progress.ts';
import { writeReports } from '../write-reports.ts';
import { followJob, whileFollowing } from './follow-job.ts';
import { progressText } from './job-progress.ts';
import { pathOf, type KedgeServer } from './kedge-server.ts';
import { onlyHere } from './only-here.ts';
import { refusedBy } from './refused-by.ts';
import { allStacks } from './server-lists.ts';
import { ServerProblem } from './server-problem.ts';
import { shownReport, unreadReport } from './stack-report.ts';
import { fail, withServer } from './with-server.ts';

/** So many streams at once; a browser keeps no more open either. */
const AT_ONCE = 6;

export const scanAction = (
  context: KedgeContext,
  flags: ScanFlags,
  ...names: readonly string[]
): Promise<void> =>
  withServer(context, flags, async (server) => {
    onlyHere({
      '--plan-file': flags.planFile,
      '--state': flags.state,
      '--max-age': flags.maxAge,
      '--engine': flags.engine,
      '--workspace': flags.workspace,
      '--timeout': flags.timeout,
      '--lock': flags.lock,
      '--fast': flags.fast,
      '--concurrency': flags.concurrency,
    });
    const stacks = await stacksNamed(server, names);
    const startedAt = new Date().toISOString();
    const progress = createProgress(context.process.stderr, stacks.length, {
      quiet: flags.quiet,
      now: () => performance.now(),
    });
    const running = new Set<string>();
    const reports = await whileFollowing(
      server,
      () => [...running],
      () => inTurns(stacks, AT_ONCE, (stack) => scanOne(server, stack, progress, running)),
    ).finally(() => progress.end());
    const about = { toolVersion: server.caller.server.version, scannedAt: startedAt };
    const report = buildReport(reports, about);
    const problem = await writeReports(context, report, { ...flags, format: flags.format ?? [] });
    if (problem !== null) return fail(context, problem, EXIT.error);
    context.process.exitCode = exitCodeFor(report, flags.exitStyle);
  });

const meant = (stack: Stack, name: string): boolean => stack.source === name || stackName(stack) === name;

/** Stacks by SOURCE/STACK, all of a source by its name; without a word all that the caller sees. */
async function stacksNamed(server: KedgeServer, names: readonly string[]): Promise<readonly Stack[]> {
  const all = await allStacks(server);
  if (all.length === 0) {
    throw new ServerProblem(
      'The server shows you no stack. `kedge source list` shows where stacks come from.',
    );
  }
  const unknown = names.filter((name) => !all.some((stack) => meant(stack, name)));
  if (unknown.length > 0) {
    throw new ServerProblem(
      `The server shows you no stack ${unknown.join(', ')}. Name one as SOURCE/STACK, or a source; \`kedge source list\` shows the sources.`,
    );
  }
  return names.length === 0 ? all : all.filter((stack) => names.some((name) => meant(stack, name)));
}

async function scanOne(
  server: KedgeServer,
  stack: Stack,
  progress: Progress,
  running: Set<string>,
): Promise<StackReport> {
  const name = stackName(stack);
  progress.started(name);
  const report = await askedScan(server, stack, progress, running);
  progress.finished(report);
  return report;
}

async function askedScan(
  server: KedgeServer,
  stack: Stack,
  progress: Progress,
  running: Set<string>,
): Promise<StackReport> {
  const place = `/stacks${pathOf(stack.source, stack.stack)}`;
  const asked = await refusedBy(() => server.write('POST', `${place}/scan`, ScanAsked));
  if ('refused' in asked) return unreadReport(stack, { code: 'internal', sentence: asked.refused });
  const { job } = asked.done;
  running.add(job);
  const ended = await followJob(server, job, (event) => {
    const text = progressText(event);
    if (text !== null) progress.said(stackName(stack), text);
  });
  running.delete(job);
  return ended.state === 'done'
    ? reportOf(server, stack, place, ended)
    : unreadReport(stack, {
        code: ended.state === 'cancelled' ? 'cancelled' : 'internal',
        sentence: ended.outcome ?? 'The scan ended without a word.',
      });
}

async function reportOf(
  server: KedgeServer,
  stack: Stack,
  place: string,
  job: JobWhole,
): Promise<StackReport> {
  const last = await server.read(`${place}/report`, LastReport);
  if (last.report !== null) return shownReport(stack, last.report);
  return unreadReport(stack, {
    code: 'internal',
    sentence: `It was read (${job.outcome ?? 'done'}), and found more than one report holds. \`kedge drift list --stack ${stackName(stack)}\` lists it.`,
  });
}

/** Each in its turn, so many at once; the first that throws ends it. */
async function inTurns<T, R>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<R>,
): Promise<readonly R[]> {
  const waiting = all.values();
  const results: R[] = [];
  const turn = async (): Promise<void> => {
    for (const one of waiting) results.push(await work(one));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, turn));
  return results;
}
