import { Decision } from '#http/schema/decisions.ts';
import { DriftList } from '#http/schema/drift.ts';
import { Confirmed, FixesAsked } from '#http/schema/fixes.ts';
import type { JobEvent, JobWhole } from '#http/schema/jobs.ts';
import type { FixFlags } from '../commands/fix.ts';
import type { KedgeContext } from '../context.ts';
import { stackName } from '../drift/listed-stack.ts';
import { EXIT } from '../exit-code.ts';
import { createFixProgress } from '../fix-progress.ts';
import { fixExitCode, fixResultJson, fixResultText, worstCode, type FixOutcome } from '../fix-text.ts';
import { confirmPlan, fixConflict, NOTHING_DECIDED } from '../fix-wish.ts';
import { planText } from '../preview-text.ts';
import { printJson, printText } from '../print.ts';
import { fixResultOf, refusedResult } from './fix-result.ts';
import { followJob, whileFollowing } from './follow-job.ts';
import { progressText } from './job-progress.ts';
import { pathOf, type KedgeServer } from './kedge-server.ts';
import { onlyHere } from './only-here.ts';
import { refusedBy } from './refused-by.ts';
import { findOnServer, serverDriftOf, type ServerDrift } from './server-drift.ts';
import { listed } from './server-lists.ts';
import { shownPlan } from './server-plan.ts';
import { ServerProblem } from './server-problem.ts';
import { fail, withServer } from './with-server.ts';

/** So many the server takes in one request. */
const MOST_AT_ONCE = 200;

/**
 * Has the server carry out what was decided: it plans, the plan is shown here, and what is confirmed is the digest of
 * that plan. The server plans again and applies only the same.
 */
export const fixAction = (context: KedgeContext, flags: FixFlags, ...ids: readonly string[]): Promise<void> =>
  withServer(context, flags, async (server) => {
    onlyHere({ '--dir': flags.dir, '--patch': flags.patch, '--push': flags.push });
    if (flags.resume !== undefined) throw new ServerProblem(RESUMES_ITSELF);
    const conflict = fixConflict(flags, ids);
    if (conflict !== null) throw new ServerProblem(conflict);
    const records = await chosen(server, flags, ids);
    if (flags.dryRun) await refuseAdoptions(server, records);
    const outcomes: FixOutcome[] = [];
    const running = new Set<string>();
    await whileFollowing(
      server,
      () => [...running],
      async () => {
        const asked = await server.write('POST', '/fixes', FixesAsked, {
          differences: records.map(({ source, stack, fingerprint }) => ({ source, stack, fingerprint })),
        });
        for (const { job } of asked.jobs) running.add(job);
        outcomes.push(...asked.refused.map(refusedOutcome));
        for (const order of asked.jobs) {
          const result = await carryOut(server, context, flags, order, running);
          outcomes.push({ source: order.source, stack: order.stack, kind: order.kind, result });
        }
      },
    );
    finish(context, flags, outcomes);
  });

const RESUMES_ITSELF =
  'A server goes on by itself with what was stopped. `kedge job list` shows what it does; without --resume `kedge fix ID` asks for a fix.';

type Order = (typeof FixesAsked)['_output']['jobs'][number];

async function carryOut(
  server: KedgeServer,
  context: KedgeContext,
  flags: FixFlags,
  { job, kind, source, stack }: Order,
  running: Set<string>,
): Promise<FixOutcome['result']> {
  const progress = createFixProgress(context.process.stderr, stackName({ source, stack }), flags.quiet);
  let phase = '';
  const hear = (event: JobEvent): void => {
    const text = progressText(event);
    if (text === null || text === phase) return;
    phase = text;
    progress.phase(text);
  };
  const ended = async (id: string): Promise<JobWhole> => {
    const whole = await followJob(server, id, hear);
    running.delete(id);
    progress.pause();
    return whole;
  };
  try {
    const first = await ended(job);
    if (kind === 'adopt' || first.preview === null) return fixResultOf(first);
    const { preview } = first;
    const no = await confirmPlan(context, flags, (look) => planText(shownPlan(preview), look));
    if (no !== null) return { kind: 'not_confirmed', why: no };
    const confirmed = await refusedBy(() =>
      server.write('POST', `/fixes${pathOf(job)}/confirm`, Confirmed, { preview_digest: preview.digest }),
    );
    if ('refused' in confirmed) return refusedResult(confirmed.refused);
    running.add(confirmed.done.job);
    return fixResultOf(await ended(confirmed.done.job));
  } finally {
    progress.end();
  }
}

async function chosen(
  server: KedgeServer,
  flags: FixFlags,
  ids: readonly string[],
): Promise<readonly ServerDrift[]> {
  if (!flags.all) {
    const found = await findOnServer(server, ids);
    if ('problem' in found) throw new ServerProblem(found.problem);
    return atMost(found.records, found.records.length);
  }
  const query = { state: 'approved', drift: 'all', whole: true };
  const page = await listed(server, '/drift', DriftList, query, { limit: MOST_AT_ONCE, after: null });
  if (page.items.length === 0) throw new ServerProblem(NOTHING_DECIDED);
  return atMost(page.items.map(serverDriftOf), page.next === null ? page.items.length : page.total);
}

function atMost(records: readonly ServerDrift[], all: number): readonly ServerDrift[] {
  if (all <= MOST_AT_ONCE) return records;
  throw new ServerProblem(
    `These are ${all} differences, and a server carries out ${MOST_AT_ONCE} at once. Name those that are meant, some at a time.`,
  );
}

/** The server makes the branch of an adoption at once, which is no dry run. */
async function refuseAdoptions(server: KedgeServer, records: readonly ServerDrift[]): Promise<void> {
  for (const { source, decision, fingerprint } of records) {
    if (decision === null) continue;
    const { kind } = await server.read(`/decisions${pathOf(source, decision)}`, Decision);
    if (kind !== 'adopt') continue;
    throw new ServerProblem(
      `${fingerprint} is to be adopted, and a server makes the branch of an adoption at once: there is no dry run of it. In a checkout, \`kedge fix ${fingerprint} --dry-run --server ''\` shows the edit.`,
    );
  }
}

const refusedOutcome = ({
  source,
  stack,
  why,
}: (typeof FixesAsked)['_output']['refused'][number]): FixOutcome => ({
  source,
  stack: stack ?? '',
  kind: 'revert',
  result: refusedResult(why),
});

function finish(context: KedgeContext, flags: FixFlags, outcomes: readonly FixOutcome[]): void {
  if (flags.json) printJson(context, { fixes: outcomes.map(fixResultJson), files: [] });
  else printText(context, (look) => outcomes.map((outcome) => fixResultText(outcome, look)).join('\n'));
  const codes = outcomes.map(({ result }) =>
    // What was asked for was shown.
    flags.dryRun && result.kind === 'not_confirmed' ? EXIT.inSync : fixExitCode(result),
  );
  if (outcomes.length === 0) return fail(context, NOTHING_DECIDED);
  context.process.exitCode = worstCode(codes);
}
