import { causeKey } from '#domain/drift/life/drift-cause.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { MemoryReading } from '#ports/memory.ts';
import { decide, withdraw, type Decided } from '#workflows/decide.ts';
import { fileDecision, recordDecisions } from '#workflows/record-decision.ts';
import type { KedgeContext } from '../context.ts';
import { decideDependencies } from '../decision-context.ts';
import { decideAt, type DecisionDesk } from '../decision-desk.ts';
import { NO_REASON, wishedKind, type DecisionWish } from '../decision-wish.ts';
import type { DecidedView } from '../decided-text.ts';
import { attentionOf } from '../drift-context.ts';
import { driftTimeline } from '../drift/drift-timeline.ts';
import { EXIT } from '../exit-code.ts';
import { findRecords } from '../find-records.ts';
import { withProject, type Project } from '../project.ts';
import type { DecideFlags } from './decide.ts';

export async function decideAction(
  context: KedgeContext,
  flags: DecideFlags,
  ...ids: readonly string[]
): Promise<void> {
  // Before memory is opened, which takes its time.
  const wish = wishedKind(flags);
  if ('problem' in wish) {
    context.process.stderr.write(`${wish.problem}\n`);
    context.process.exitCode = EXIT.error;
    return;
  }
  await withProject(context, { dir: flags.dir, command: 'kedge decide' }, (project) =>
    decideAt(context, flags, ids, projectDesk(project)),
  );
}

/** Decides in the memory of a project. */
const projectDesk = (project: Project): DecisionDesk => ({
  find: (ids) => findRecords(project.memory, ids),
  open: async () => {
    const query = {
      states: ['open'],
      drift: true,
      stack: null,
      severities: null,
      limit: 1000,
      after: null,
    } as const;
    return (await project.memory.listDrift(query)).records;
  },
  life: async (record, look) => {
    const events = await project.memory.timeline(record.stack, record.fingerprint);
    const stack = await project.memory.findStack(record.stack);
    const view = { attention: await attentionOf(project, [record]), owner: stack?.owner ?? null };
    return driftTimeline(record, events, null, project.now.toISOString(), view, look);
  },
  decide: async (records, wish, group) =>
    decideAbout(project, group ? await wholeGroups(project.memory, records) : records, wish),
});

/** Decides, writes what belongs into the repository, and says what became of it. */
async function decideAbout(
  project: Project,
  records: readonly DriftRecord[],
  wish: DecisionWish,
): Promise<DecidedView | { readonly problem: string }> {
  const who = await project.actor();
  if ('problem' in who) return who;
  const at = project.kedge.clock.now().toISOString();
  const reason = wish.reason ?? '';
  if (wish.kind === 'withdraw') {
    if (reason.trim() === '') return { problem: NO_REASON };
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
