import type { DecisionKind } from '#domain/decision/decision.ts';
import { causeKey } from '#domain/drift/life/drift-cause.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { MemoryReading } from '#ports/memory.ts';
import { decide, withdraw, type Decided } from '#workflows/decide.ts';
import { fileDecision, recordDecisions } from '#workflows/record-decision.ts';
import type { KedgeContext } from '../context.ts';
import { decideDependencies } from '../decision-context.ts';
import { decidedJson, decidedText, type DecidedView } from '../decided-text.ts';
import { EXIT } from '../exit-code.ts';
import { closedProblem, findRecords } from '../find-records.ts';
import { withProject, type Project } from '../project.ts';
import { printJson, printText } from '../print.ts';
import type { DecideFlags } from './decide.ts';

const KINDS = ['revert', 'adopt', 'accept', 'ignore'] as const;

export async function decideAction(
  context: KedgeContext,
  flags: DecideFlags,
  ids: readonly string[],
): Promise<void> {
  const wish = wishOf(flags);
  if ('problem' in wish) return fail(context, wish.problem);
  await withProject(context, { dir: flags.dir, command: 'kedge decide' }, async (project) => {
    if (wish.kind === null) {
      const { askAboutEach } = await import('../ask-about-drift.ts');
      return askAboutEach(context, project, ids);
    }
    if (ids.length === 0) {
      return fail(
        context,
        'Which difference? Give its fingerprint; `kedge drift` lists those that are open.',
      );
    }
    const found = await findRecords(project.memory, ids);
    if ('problem' in found) return fail(context, found.problem);
    const records = flags.group ? await wholeGroups(project.memory, found.records) : found.records;
    const closed = closedProblem(records);
    if (closed !== null) return fail(context, closed);
    const view = await decideAbout(project, records, { ...flags, kind: wish.kind });
    if ('problem' in view) return fail(context, view.problem);
    show(context, flags, view);
  });
}

type Wish = DecisionKind | 'withdraw';

function wishOf(flags: DecideFlags): { readonly kind: Wish | null } | { readonly problem: string } {
  const asked: readonly Wish[] = [
    ...KINDS.filter((kind) => flags[kind]),
    ...(flags.withdraw ? (['withdraw'] as const) : []),
  ];
  if (asked.length > 1) {
    return { problem: `Cannot decide both --${asked[0]} and --${asked[1]}. Give one of them.` };
  }
  return { kind: asked[0] ?? null };
}

export interface DecisionWish {
  readonly kind: Wish;
  readonly reason?: string;
  readonly until?: string;
  readonly owner?: string;
  readonly destroy: boolean;
}

/** Decides, writes what belongs into the repository, and says what became of it. */
export async function decideAbout(
  project: Project,
  records: readonly DriftRecord[],
  wish: DecisionWish,
): Promise<DecidedView | { readonly problem: string }> {
  const who = await project.actor();
  if ('problem' in who) return who;
  const at = project.kedge.clock.now().toISOString();
  const reason = wish.reason ?? '';
  if (wish.kind === 'withdraw') {
    if (reason.trim() === '') return { problem: 'A decision is taken back for a reason: --reason TEXT.' };
    const taken = await withdraw(records, { actor: who.actor, at, reason }, project.memory);
    const filed = await recordDecisions(taken.ended, project.records());
    return { kind: 'withdraw', ...nothingElse, ...taken, ...filed };
  }
  const decided = await decide(
    {
      id: `d-${project.kedge.newId()}`,
      kind: wish.kind,
      at,
      actor: who.actor,
      reason,
      until: wish.until ?? null,
      owner: wish.owner ?? null,
      channel: null,
      destroy: wish.destroy,
    },
    records,
    decideDependencies(project),
  );
  if ('problem' in decided) return decided;
  return { kind: wish.kind, ...decided, ...(await paperwork(project, decided)) };
}

const nothingElse: Pick<Decided, 'decisions' | 'warnings' | 'approvalReasons'> = {
  decisions: [],
  warnings: [],
  approvalReasons: [],
};

async function paperwork(
  project: Project,
  { decisions, decided, ended }: Decided,
): Promise<Pick<DecidedView, 'files' | 'problems'>> {
  const filed = [await recordDecisions(ended, project.records())];
  for (const decision of decisions) {
    const own = decided.filter((record) => record.decision === decision.id);
    filed.push(await fileDecision(decision, own, project.records()));
  }
  return {
    files: filed.flatMap(({ files }) => files),
    problems: filed.flatMap(({ problems }) => problems),
  };
}

/** Every open difference that the same change brought. */
async function wholeGroups(
  memory: MemoryReading,
  records: readonly DriftRecord[],
): Promise<readonly DriftRecord[]> {
  const causes = new Set(records.map(({ difference }) => causeKey(difference)));
  const all = new Map(records.map((record) => [`${record.stack}\n${record.fingerprint}`, record]));
  for (let after: string | null = null; ;) {
    const page = await memory.listDrift({
      states: ['open', 'awaiting_approval', 'approved', 'accepted', 'ignored'],
      drift: null,
      stack: null,
      severities: null,
      limit: 1000,
      after,
    });
    for (const record of page.records) {
      if (causes.has(causeKey(record.difference))) all.set(`${record.stack}\n${record.fingerprint}`, record);
    }
    if (page.next === null) return [...all.values()];
    after = page.next;
  }
}

function show(context: KedgeContext, flags: DecideFlags, view: DecidedView): void {
  if (flags.json) printJson(context, decidedJson(view));
  else printText(context, (look) => decidedText(view, look));
  for (const problem of view.problems) context.process.stderr.write(`${problem}\n`);
  if (view.problems.length > 0) context.process.exitCode = EXIT.error;
  else if (view.refused.length > 0) context.process.exitCode = EXIT.refused;
}

function fail(context: KedgeContext, problem: string): void {
  context.process.stderr.write(`${problem}\n`);
  context.process.exitCode = EXIT.error;
}
