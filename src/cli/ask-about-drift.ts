import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { KedgeContext } from './context.ts';
import { decidedText } from './decided-text.ts';
import type { DecisionDesk } from './decision-desk.ts';
import type { DecisionWish } from './decision-wish.ts';
import { EXIT } from './exit-code.ts';
import { lookOf } from './print.ts';

const CHOICES: Readonly<Record<string, DecisionWish['kind']>> = {
  r: 'revert',
  a: 'adopt',
  c: 'accept',
  i: 'ignore',
};

const QUESTION = '[r]evert  [a]dopt  a[c]cept until  [i]gnore  [s]kip  [q]uit: ';

/** One open difference after the other: its three sides, and what is to become of it. */
export async function askAboutEach<Record extends DriftRecord>(
  context: KedgeContext,
  desk: DecisionDesk<Record>,
  ids: readonly string[],
): Promise<void> {
  const { ask } = context;
  if (ask === undefined) {
    return fail(
      context,
      'There is no terminal to ask on. Say what to do: --revert, --adopt, --accept --until DATE or --ignore, and --reason TEXT.',
    );
  }
  const found = ids.length > 0 ? await desk.find(ids) : { records: await desk.open() };
  if ('problem' in found) return fail(context, found.problem);
  if (found.records.length === 0) {
    context.process.stdout.write('Nothing is open. `kedge scan` looks again.\n');
    return;
  }
  for (const [index, record] of found.records.entries()) {
    context.process.stdout.write(`\n${index + 1} of ${found.records.length}\n`);
    context.process.stdout.write(await desk.life(record, lookOf(context)));
    if ((await askAboutOne(context, desk, record, ask)) === 'quit') return;
  }
}

async function askAboutOne<Record extends DriftRecord>(
  context: KedgeContext,
  desk: DecisionDesk<Record>,
  record: Record,
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
    const view = await desk.decide([record], wish, false);
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

function fail(context: KedgeContext, problem: string): void {
  context.process.stderr.write(`${problem}\n`);
  context.process.exitCode = EXIT.error;
}
