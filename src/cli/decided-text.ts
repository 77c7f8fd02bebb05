import type { Decision, DecisionKind } from '#domain/decision/decision.ts';
import type { DriftState } from '#domain/drift/life/drift-state.ts';
import type { Difference } from '#domain/drift/report.ts';
import { stackName } from './drift/listed-stack.ts';
import type { Look } from './print.ts';
import { ink } from './report/ansi.ts';
import { visible } from '#domain/drift/text/visible-text.ts';

/** A difference as it is named in answers. On a server it has a source. */
export interface NamedDifference {
  readonly source?: string;
  readonly stack: string;
  readonly fingerprint: string;
  /** null: it came along with the one that was named, and only its fingerprint is told. */
  readonly difference: Pick<Difference, 'address' | 'path'> | null;
}

export interface SaidOf {
  readonly record: NamedDifference;
  readonly sentence: string;
}

/** What became of a wish to decide. */
export interface DecidedView {
  readonly kind: DecisionKind | 'withdraw';
  readonly decisions: readonly (ShownDecision & { readonly source?: string })[];
  readonly decided: readonly (NamedDifference & { readonly state: DriftState })[];
  readonly refused: readonly SaidOf[];
  readonly warnings: readonly SaidOf[];
  readonly approvalReasons: readonly string[];
  /** Files of the repository that were written. */
  readonly files: readonly string[];
  /** What could not be written. */
  readonly problems: readonly string[];
}

/** What is told of a decision; what it was made about stands elsewhere. */
export type ShownDecision = Omit<Decision, 'subjects'>;

export function decidedText(view: DecidedView, look: Look): string {
  const paint = ink(look.color);
  const { decisions, decided, refused, warnings } = view;
  const lines: string[] = [];
  if (decided.length > 0) {
    lines.push(paint.bold(headline(view)));
    lines.push(...decided.map((record) => `  ${name(record)}`));
  }
  lines.push(...decisions.map(({ id, owner }) => `  owner ${visible(owner)}, decision ${id}`));
  lines.push(...view.approvalReasons.map((reason) => `  ${visible(reason)}`));
  lines.push(...view.files.map((file) => `  written: ${visible(file)}`));
  lines.push(
    ...warnings.map(
      ({ record, sentence }) => `${paint.yellow('note')}  ${name(record)}: ${visible(sentence)}`,
    ),
  );
  if (refused.length > 0) {
    lines.push(
      paint.red(`Refused ${refused.length === 1 ? 'one difference' : `${refused.length} differences`}:`),
    );
    lines.push(...refused.map(({ record, sentence }) => `  ${name(record)}: ${visible(sentence)}`));
  }
  const next = nextStep(view);
  return [...lines, ...(next === null ? [] : ['', `Next: ${next}`]), ''].join('\n');
}

const WORDS: Readonly<Record<DecidedView['kind'], string>> = {
  revert: 'To be reverted',
  adopt: 'To be adopted into the code',
  accept: 'Accepted',
  ignore: 'Ignored',
  withdraw: 'Taken back, open again',
};

function headline({ kind, decisions, decided }: DecidedView): string {
  const [first] = decisions;
  const until = first?.until == null ? '' : ` until ${first.until}`;
  const waits = decided.some((record) => record.state === 'awaiting_approval')
    ? ', waiting for approval'
    : '';
  return `${WORDS[kind]}${until}${waits}: ${decided.length === 1 ? 'one difference' : `${decided.length} differences`}`;
}

function nextStep({ decisions: [decision], decided, files }: DecidedView): string | null {
  const ids = decided.map(({ fingerprint }) => fingerprint);
  const some = ids.length > 3 ? '--all' : ids.join(' ');
  if (decision === undefined || decided.length === 0) return null;
  if (decided.some((record) => record.state === 'awaiting_approval')) {
    return `somebody else: kedge approve ${ids[0] ?? ''}`;
  }
  if (decision.kind === 'revert' || decision.kind === 'adopt') return `kedge fix ${some}`;
  return files.length === 0 ? null : "commit what was written, so that everybody's scans know it";
}

function name(record: NamedDifference): string {
  const { fingerprint, difference } = record;
  const place =
    difference === null
      ? ''
      : `  ${difference.path === '' ? difference.address : `${difference.address}.${difference.path}`}`;
  return visible(`${fingerprint}  ${stackName(record)}${place}`);
}

export function decidedJson(view: DecidedView): unknown {
  return {
    kind: view.kind,
    decisions: view.decisions.map(decisionJson),
    decided: view.decided.map((record) => ({ ...keyJson(record), state: record.state })),
    refused: view.refused.map(refusalJson),
    warnings: view.warnings.map(refusalJson),
    approval_reasons: view.approvalReasons,
    files: view.files,
    problems: view.problems,
  };
}

const refusalJson = ({ record, sentence }: SaidOf): unknown => ({ ...keyJson(record), why: sentence });

const keyJson = ({ fingerprint, source, stack }: NamedDifference): object => ({
  fingerprint,
  ...(source === undefined ? {} : { source }),
  stack,
});

export const decisionJson = (decision: ShownDecision): unknown => ({
  id: decision.id,
  kind: decision.kind,
  at: decision.at,
  by: decision.by,
  owner: decision.owner,
  channel: decision.channel,
  reason: decision.reason,
  until: decision.until,
  destroy_approved: decision.destroyApproved,
  approvals_needed: decision.approvalsNeeded,
  approvals: decision.approvals,
  in_force: decision.inForce,
  record: decision.record,
});
