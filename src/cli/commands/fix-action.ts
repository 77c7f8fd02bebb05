import type { Decision } from '#domain/decision/decision.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { FixOutcome as RunOutcome } from '#domain/remedy/fix-run.ts';
import type { MemoryReading } from '#ports/memory.ts';
import { subjectOf, subjectsOfRun } from '#workflows/fix-subject.ts';
import type { ScanTarget } from '#workflows/scan-stack.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { findRecords } from '../find-records.ts';
import { fixExitCode, fixResultJson, fixResultText, worstCode, type FixOutcome } from '../fix-text.ts';
import { fixConflict, NOTHING_DECIDED } from '../fix-wish.ts';
import { openWorkshop, type FixJob, type Workshop } from '../fix-workshop.ts';
import { printJson, printText } from '../print.ts';
import { withProject, type Project } from '../project.ts';
import { stackTargets } from '../stack-targets.ts';
import type { FixFlags } from './fix.ts';

export async function fixAction(
  context: KedgeContext,
  flags: FixFlags,
  ...ids: readonly string[]
): Promise<void> {
  const conflict = fixConflict(flags, ids);
  if (conflict !== null) return fail(context, conflict);
  const request = { dir: flags.dir, command: 'kedge fix', verbose: flags.verbose };
  await withProject(context, request, async (project) => {
    const who = await project.actor();
    if ('problem' in who) return fail(context, who.problem);
    const found = await stackTargets(context, project.loaded.root, flags.verbose);
    if ('problem' in found) return fail(context, found.problem);
    const workshop = await openWorkshop(context, project, flags);
    if (flags.resume !== undefined) {
      return resume(context, project, flags, { run: flags.resume, workshop, ...found, ...who });
    }
    const chosen = await choose(project.memory, flags, ids);
    if ('problem' in chosen) return fail(context, chosen.problem);
    const jobs = await jobsFor(project.memory, chosen.records, found.targets, who.actor);
    if ('problem' in jobs) return fail(context, jobs.problem, EXIT.refused);
    const results: FixOutcome[] = [];
    for (const job of jobs.jobs) {
      if (context.signal.aborted) break;
      results.push({ stack: job.target.id, kind: job.kind, result: await workshop.fix(job) });
    }
    await finish(context, project, flags, results);
  });
}

async function choose(
  memory: MemoryReading,
  flags: FixFlags,
  ids: readonly string[],
): Promise<{ readonly records: readonly DriftRecord[] } | { readonly problem: string }> {
  if (!flags.all) return findRecords(memory, ids);
  const page = await memory.listDrift({
    states: ['approved'],
    drift: null,
    stack: null,
    severities: null,
    limit: 10_000,
    after: null,
  });
  if (page.records.length > 0) return page;
  return { problem: NOTHING_DECIDED };
}

/** One job a stack and kind. Nothing is begun when one of them cannot be. */
async function jobsFor(
  memory: MemoryReading,
  records: readonly DriftRecord[],
  targets: ReadonlyMap<string, ScanTarget>,
  actor: string,
): Promise<{ readonly jobs: readonly FixJob[] } | { readonly problem: string }> {
  const decisions = new Map<string, Decision>();
  const jobs = new Map<string, FixJob>();
  const problems: string[] = [];
  for (const record of records) {
    const subject = await subjectOf(memory, record, decisions, actor);
    const target = targets.get(record.stack);
    if ('problem' in subject) problems.push(subject.problem);
    else if (target === undefined) {
      problems.push(
        `${record.fingerprint}: the stack ${record.stack} is not below this folder any more. Go to where it is, or name it with --dir.`,
      );
    } else {
      const key = `${subject.kind} ${record.stack}`;
      const job = jobs.get(key) ?? { kind: subject.kind, target, subjects: [], actor };
      jobs.set(key, { ...job, subjects: [...job.subjects, subject.subject] });
    }
  }
  return problems.length > 0 ? { problem: problems.join('\n') } : { jobs: [...jobs.values()] };
}

async function resume(
  context: KedgeContext,
  project: Project,
  flags: FixFlags,
  of: {
    readonly run: string;
    readonly workshop: Workshop;
    readonly targets: ReadonlyMap<string, ScanTarget>;
    readonly actor: string;
  },
): Promise<void> {
  const run = await project.memory.findRun(of.run);
  if (run === null)
    return fail(
      context,
      `No run is known as ${of.run}. \`kedge drift show ID\` names the run of a difference.`,
    );
  if (run.outcome !== null) {
    return fail(context, `Run ${run.id} has ended: ${run.text ?? run.outcome}`, ENDED_CODES[run.outcome]);
  }
  const target = of.targets.get(run.stack);
  if (target === undefined)
    return fail(context, `The stack ${run.stack} of run ${run.id} is not below this folder.`);
  const subjects = await subjectsOfRun(project.memory, run);
  const result = await of.workshop.resume({ target, subjects, actor: of.actor }, run);
  await finish(context, project, flags, [{ stack: run.stack, kind: run.kind, result }]);
}

async function finish(
  context: KedgeContext,
  project: Project,
  flags: FixFlags,
  outcomes: readonly FixOutcome[],
): Promise<void> {
  const filed = await project.recordEnded();
  if (flags.json) printJson(context, { fixes: outcomes.map(fixResultJson), files: filed.files });
  else {
    printText(context, (look) => outcomes.map((outcome) => fixResultText(outcome, look)).join('\n'));
    for (const file of filed.files) context.process.stdout.write(`written: ${file}\n`);
  }
  for (const problem of filed.problems) context.process.stderr.write(`${problem}\n`);
  const codes = outcomes.map(({ result }) =>
    // What was asked for was shown.
    flags.dryRun && result.kind === 'not_confirmed' ? EXIT.inSync : fixExitCode(result),
  );
  context.process.exitCode = context.signal.aborted ? EXIT.interrupted : worstCode(codes);
}

/** As the run itself ended with. */
const ENDED_CODES: Readonly<Record<RunOutcome, number>> = {
  verified: EXIT.inSync,
  proposed: EXIT.inSync,
  refused: EXIT.refused,
  not_verified: EXIT.drift,
  failed: EXIT.drift,
};

function fail(context: KedgeContext, problem: string, code: number = EXIT.error): void {
  context.process.stderr.write(`${problem}\n`);
  context.process.exitCode = code;
}
