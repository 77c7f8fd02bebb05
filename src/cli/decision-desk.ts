import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { DecideFlags } from './commands/decide.ts';
import type { KedgeContext } from './context.ts';
import { decidedJson, decidedText, type DecidedView } from './decided-text.ts';
import { wishedKind, type DecisionWish } from './decision-wish.ts';
import { EXIT } from './exit-code.ts';
import { closedProblem, type FoundRecords } from './find-records.ts';
import { printJson, printText, type Look } from './print.ts';

/** Where differences are found and decided about: the memory of this machine, or a server. */
export interface DecisionDesk<Record extends DriftRecord = DriftRecord> {
  find(ids: readonly string[]): Promise<FoundRecords<Record>>;
  /** What nobody has decided about, worst first. */
  open(): Promise<readonly Record[]>;
  /** All that a person looks at before they decide. */
  life(record: Record, look: Look): Promise<string>;
  /** `group`: with every other difference that the same change brought. */
  decide(
    records: readonly Record[],
    wish: DecisionWish,
    group: boolean,
  ): Promise<DecidedView | { readonly problem: string }>;
}

/** The whole of `kedge decide`, wherever it is decided. */
export async function decideAt<Record extends DriftRecord>(
  context: KedgeContext,
  flags: DecideFlags,
  ids: readonly string[],
  desk: DecisionDesk<Record>,
): Promise<void> {
  const wish = wishedKind(flags);
  if ('problem' in wish) return fail(context, wish.problem);
  if (wish.kind === null) {
    const { askAboutEach } = await import('./ask-about-drift.ts');
    return askAboutEach(context, desk, ids);
  }
  if (ids.length === 0) {
    return fail(context, 'Which difference? Give its fingerprint; `kedge drift` lists those that are open.');
  }
  const found = await desk.find(ids);
  if ('problem' in found) return fail(context, found.problem);
  // Of a group others may be open.
  const closed = flags.group ? null : closedProblem(found.records);
  if (closed !== null) return fail(context, closed);
  const view = await desk.decide(found.records, { ...flags, kind: wish.kind }, flags.group);
  if ('problem' in view) return fail(context, view.problem);
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
