import { CLASS_MEANING } from '#domain/drift/drift-class.ts';
import { DECISION_MEANING } from '#domain/decision/decision.ts';
import { ageOf, type Attention } from '#domain/drift/life/attention.ts';
import type { DriftEvent } from '#domain/drift/life/drift-event.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { STATE_MEANING } from '#domain/drift/life/drift-state.ts';
import type { ShownDecision } from '../decided-text.ts';
import type { Look } from '../print.ts';
import { ink, type Ink } from '../report/ansi.ts';
import { changeOf, partLine, remarks, subjectOf } from '#domain/drift/text/change.ts';
import { lineDiff } from '#domain/drift/text/line-diff.ts';
import { counted } from '../report/summary-text.ts';
import { sideText } from '#domain/drift/text/value-text.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { wrapText } from '../report/wrap-text.ts';
import { columnsOf } from './columns.ts';
import { attentionText } from './attention-text.ts';
import { nextCommand } from './next-step.ts';
import { stackName } from './listed-stack.ts';
import { severityText } from './severity-text.ts';
import { durationText, instantText } from './time-text.ts';
import { eventLines } from './timeline-event.ts';

export interface TimelineContext {
  readonly attention: (record: DriftRecord) => readonly Attention[];
  /** Of the stack; null: kedge.yaml names nobody. */
  readonly owner: string | null;
}

const LONGEST_SIDE = 400;
const LABEL_WIDTH = 12;

/**
 * One difference from found to closed: where it stands, its three sides, what was decided, and what happened to it.
 * @param events oldest first
 * @param decision the one in force, or the one that was carried out; null: none
 * @param now ISO 8601, UTC
 */
export function driftTimeline(
  record: DriftRecord,
  events: readonly DriftEvent[],
  decision: ShownDecision | null,
  now: string,
  context: TimelineContext,
  look: Look,
): string {
  const paint = ink(look.color);
  const width = columnsOf(look);
  const line = (label: string, text: string): readonly string[] =>
    wrapText(text, width, `  ${label.padEnd(LABEL_WIDTH - 2)}`);
  const next = nextCommand(record, visible(record.fingerprint));
  const blocks = [
    [
      `${paint.bold(subjectOf(record.difference))}  ${paint.dim(visible(record.fingerprint))}`,
      ...standing(record, now, context, paint).flatMap(([label, text]) => line(label, text)),
    ],
    sides(record, paint).flatMap(([label, text]) => line(label, text)),
    decision === null ? [] : decisionFacts(decision).flatMap(([label, text]) => line(label, text)),
    timeline(events, paint, width),
    next === null ? [] : [`Next: ${paint.cyan(next)}`],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

type Fact = readonly [label: string, text: string];

function standing(record: DriftRecord, now: string, context: TimelineContext, paint: Ink): readonly Fact[] {
  const { difference, state, openedAt, closedAt, timesReopened, aliases } = record;
  const owner = context.owner === null ? '' : `, owner ${visible(context.owner)}`;
  const head = difference.drift ? 'drift' : 'reported apart';
  const reopened = timesReopened === 0 ? '' : `, reopened ${counted(timesReopened, 'time')}`;
  const until = closedAt === null ? '' : `, closed ${instantText(closedAt)}`;
  return [
    ['stack', `${visible(stackName(record))}${owner}`],
    ['status', `${state.replaceAll('_', ' ')}: ${STATE_MEANING[state]}`],
    ['class', `${difference.class} (${head}): ${CLASS_MEANING[difference.class]}`],
    ['severity', severityText(difference.severity, paint)],
    ['age', `${durationText(ageOf(record, now))}, opened ${instantText(openedAt)}${until}`],
    ['seen', `first ${instantText(record.firstSeen)}, last ${instantText(record.lastSeen)}${reopened}`],
    ...context.attention(record).map((one): Fact => ['note', paint.yellow(attentionText(one))]),
    ...(aliases.length === 0 ? [] : [['also', aliases.map(visible).join(', ')] as const]),
  ];
}

function sides({ difference }: DriftRecord, paint: Ink): readonly Fact[] {
  const { intent, memory, reality, code } = difference;
  const place = code === null ? '' : `  at ${visible(code.file)}:${code.line}`;
  return [
    ['code', sideText(intent, LONGEST_SIDE) + paint.dim(place)],
    ['state', sideText(memory, LONGEST_SIDE)],
    ['reality', sideText(reality, LONGEST_SIDE)],
    ...insideLines(difference).map((text): Fact => ['', text]),
    ...remarks(difference).map((remark): Fact => ['note', remark]),
  ];
}

/** What moved inside a document or a text of many lines. */
function insideLines(difference: DriftRecord['difference']): readonly string[] {
  const change = changeOf(difference);
  if (change.kind === 'document') return change.parts.map((part) => `${part.path}  ${partLine(part, 200)}`);
  if (change.kind !== 'lines') return [];
  return lineDiff(change.before, change.after, 20).map(({ sign, text }) => `${sign} ${text}`);
}

function decisionFacts(decision: ShownDecision): readonly Fact[] {
  const { id, kind, by, at, reason, until, owner, channel, approvals, approvalsNeeded, inForce } = decision;
  const end = until === null ? '' : ` until ${visible(until)}`;
  const talk = channel === null ? '' : `, channel ${visible(channel)}`;
  const names = approvals.map((approval) => `${visible(approval.by)} (${instantText(approval.at)})`);
  const given = approvalsNeeded === 0 && names.length === 0 ? [] : [approvalText(names, approvalsNeeded)];
  return [
    [
      'decision',
      `${visible(id)}: ${kind}${end}: ${DECISION_MEANING[kind]}${inForce ? '' : ' (not in force)'}`,
    ],
    ['by', `${visible(by)}, ${instantText(at)}`],
    ['reason', visible(reason)],
    ['owner', `${visible(owner)}${talk}`],
    ...given.map((text): Fact => ['approvals', text]),
    ...(decision.record === null ? [] : [['record', visible(decision.record)] as const]),
  ];
}

const approvalText = (names: readonly string[], needed: number): string =>
  `${names.length} of ${needed}${names.length === 0 ? '' : `: ${names.join(', ')}`}`;

function timeline(events: readonly DriftEvent[], paint: Ink, width: number): readonly string[] {
  if (events.length === 0) return ['Nothing of its past is remembered.'];
  return events.flatMap((event) => eventLines(event, paint, width));
}
