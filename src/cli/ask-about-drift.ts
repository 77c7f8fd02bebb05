import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { decideAbout, type DecisionWish } from './commands/decide-action.ts';
import type { KedgeContext } from './context.ts';
import { decidedText } from './decided-text.ts';
import { attentionOf } from './drift-context.ts';
import { driftTimeline } from './drift/drift-timeline.ts';
import { EXIT } from './exit-code.ts';
import { findRecords } from './find-records.ts';
import { lookOf } from './print.ts';
import type { Project } from './project.ts';

const CHOICES: Readonly<Record<string, DecisionWish['kind']>> = {
  r: 'revert',
  a: 'adopt',
  c: 'accept',
  i: 'ignore',
};

const QUESTION = '[r]evert  [a]dopt  a[c]cept until  [i]gnore  [s]kip  [q]uit: ';

/** One open difference after the other: its three sides, and what is to become of it. */
export async function askAboutEach(
  context: KedgeContext,
  project: Project,
  ids: readonly string[],
): Promise<void> {
  const { ask } = context;
  if (ask === undefined) {
    return fail(
      context,
      'There is no terminal to ask on. Say what to do: --revert, --adopt, --accept --until DATE or --ignore, and --reason TEXT.',
    );
  }
  const found = ids.length > 0 ? await findRecords(project.memory, ids) : await openDrift(project);
  if ('problem' in found) return fail(context, found.problem);
  if (found.records.length === 0) {
    context.process.stdout.write('Nothing is open. `kedge scan` looks again.\n');
    return;
  }
  for (const [index, record] of found.records.entries()) {
    const events = await project.memory.timeline(record.stack, record.fingerprint);
    context.process.stdout.write(`\n${index + 1} of ${found.records.length}\n`);
    const stack = await project.memory.findStack(record.stack);
    const view = { attention: await attentionOf(project, [record]), owner: stack?.owner ?? null };
    const now = project.now.toISOString();
    context.process.stdout.write(driftTimeline(record, events, null, now, view, lookOf(context)));
    if ((await askAboutOne(context, project, record, ask)) === 'quit') return;
  }
}

async function askAboutOne(
  context: KedgeContext,
  project: Project,
  record: DriftRecord,
  ask: NonNullable<KedgeContext['ask']>,
): Promise<'next' | 'quit'> {
  for (;;) {
    const answer = await ask(QUESTION);
    const choice = (answer ?? 'q').trim().toLowerCase();
    if (choice === 'q') return 'quit';
    if (choice === 's' || choice === '') return 'next';
    const kind = CHOICES[choice];
    if (kind === undefined) continue;
    const wish = await wishFor(kind, ask);
    if (wish === null) return 'quit';
    const view = await decideAbout(project, [record], wish);
    if ('problem' in view) {
      context.process.stderr.write(`${view.problem}\n`);
      continue;
    }
    context.process.stdout.write(decidedText(view, lookOf(context)));
    for (const problem of view.problems) context.process.stderr.write(`${problem}\n`);
    if (view.refused.length === 0) return 'next';
  }
}

/** null: the input ended. */
async function wishFor(
  kind: DecisionWish['kind'],
  ask: NonNullable<KedgeContext['ask']>,
): Promise<DecisionWish | null> {
  const until = kind === 'accept' ? await ask('Until which day (YYYY-MM-DD): ') : undefined;
  const reason = until === null ? null : await ask('Why: ');
  if (until === null || reason === null) return null;
  return { kind, reason, destroy: false, ...(until === undefined ? {} : { until: until.trim() }) };
}

const openDrift = async ({ memory }: Project): Promise<{ readonly records: readonly DriftRecord[] }> =>
  memory.listDrift({
    states: ['open'],
    drift: true,
    stack: null,
    severities: null,
    limit: 1000,
    after: null,
  });

function fail(context: KedgeContext, problem: string): void {
  context.process.stderr.write(`${problem}\n`);
  context.process.exitCode = EXIT.error;
}
