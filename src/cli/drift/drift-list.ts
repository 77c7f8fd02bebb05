import type { Attention } from '#domain/drift/life/attention.ts';
import { causeKey, causePath } from '#domain/drift/life/drift-cause.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { Difference } from '#domain/drift/report.ts';
import type { DriftGroup, DriftPage } from '#ports/memory.ts';
import type { Look } from '../print.ts';
import { ink, type Ink } from '../report/ansi.ts';
import { changeLine } from '#domain/drift/text/change.ts';
import { counted, number } from '../report/summary-text.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { wrapParts, wrapText } from '../report/wrap-text.ts';
import { columnsOf } from './columns.ts';
import { driftIds } from './drift-ids.ts';
import { rowLayout, type RowLayout } from './drift-rows.ts';
import { emptyList } from './empty-list.ts';
import type { ListedStack } from './listed-stack.ts';
import { nextCommand } from './next-step.ts';
import { unreadText } from './unread-stacks.ts';

export interface DriftListContext {
  readonly stacks: readonly ListedStack[];
  readonly attention: (record: DriftRecord) => readonly Attention[];
  /** A flag has narrowed the list: an empty one then says nothing of the rest. */
  readonly filtered: boolean;
  /** Counting stopped at the total: there may be more. */
  readonly atLeast?: boolean;
}

/** Differences of one cause; on a page not all of them need to be. */
export type ListedGroup = Pick<DriftGroup, 'first' | 'differences' | 'resources' | 'stacks'>;

/**
 * Remembered differences for a person, in the order of the page, those of one cause together where the first of them
 * stands.
 * @param now ISO 8601, UTC
 */
export function driftList(
  page: DriftPage,
  groups: readonly ListedGroup[],
  now: string,
  context: DriftListContext,
  look: Look,
): string {
  const paint = ink(look.color);
  const columns = columnsOf(look);
  if (page.records.length === 0) return emptyList(page, context, paint, columns);
  const ids = driftIds(page.records);
  const layout = rowLayout(page.records, now, { ...context, ids, paint, width: columns });
  const parts = [
    [layout.head],
    ...blocksOf(page.records, groups).map((block) => blockLines(block, layout, paint, columns)),
    endLines(page, ids, context, paint, columns),
  ];
  const [head = [], first = [], ...rest] = parts;
  return `${[[...head, ...first], ...rest].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

interface Block {
  readonly group: ListedGroup | null;
  readonly records: DriftRecord[];
}

/** Runs of single differences, and each group where the first of it stands. */
function blocksOf(records: readonly DriftRecord[], groups: readonly ListedGroup[]): readonly Block[] {
  const byCause = new Map(groups.map((group) => [causeKey(group.first.difference), group]));
  const started = new Map<ListedGroup, Block>();
  const blocks: Block[] = [];
  for (const record of records) {
    const group = byCause.get(causeKey(record.difference)) ?? null;
    const open = group === null ? blocks.at(-1) : started.get(group);
    if (open !== undefined && open.group === group) {
      open.records.push(record);
      continue;
    }
    const block: Block = { group, records: [record] };
    blocks.push(block);
    if (group !== null) started.set(group, block);
  }
  return blocks;
}

function blockLines(
  { group, records }: Block,
  layout: RowLayout,
  paint: Ink,
  width: number,
): readonly string[] {
  const rows = records.flatMap(layout.row);
  if (group === null) return rows;
  const missing = group.differences - records.length;
  return [
    ...wrapText(groupText(group), width).map(paint.bold),
    `  ${paint.dim(commonChange(group.first.difference, width - 20))}`,
    ...rows,
    ...(missing > 0 ? [paint.dim(`… ${number(missing)} more of the same cause, not on this page`)] : []),
  ];
}

/** What happened in reality is common to a group; what the code says of each is its own. */
const commonChange = (difference: Difference, max: number): string =>
  changeLine(
    difference.class === 'conflict' ? { ...difference, intent: difference.memory } : difference,
    max,
  );

/** `12 resources in 4 stacks: aws_security_group ingress[].cidr_blocks changed the same way`. */
export function groupText({ first: { difference }, resources, stacks }: ListedGroup): string {
  const where = stacks > 1 ? ` in ${counted(stacks, 'stack')}` : '';
  const path = difference.path === '' ? '' : ` ${visible(causePath(difference))}`;
  const what = difference.class === 'unapplied_code' ? `${difference.change} in the code` : difference.change;
  return `${counted(resources, 'resource')}${where}: ${visible(difference.resource_type)}${path} ${what} the same way`;
}

function endLines(
  page: DriftPage,
  ids: (record: DriftRecord) => string,
  context: DriftListContext,
  paint: Ink,
  width: number,
): readonly string[] {
  const shown = page.records.length;
  const all = `${context.atLeast === true ? 'at least ' : ''}${counted(page.total, 'difference')}`;
  const count = shown < page.total ? `${number(shown)} of ${all}` : all;
  const unread = unreadText(context.stacks);
  return [
    ...(unread === null ? [] : wrapText(unread, width).map(paint.yellow)),
    ...wrapParts(
      [paint.bold(count), ...(page.next === null ? [] : [`go on with --after ${visible(page.next)}`])],
      ' · ',
      width,
    ),
    `Next: ${nextText(page.records, ids).map(paint.cyan).join(' · ')}`,
  ];
}

/** The first that a person can bring on, else the first of all. */
function nextText(records: readonly DriftRecord[], ids: (record: DriftRecord) => string): readonly string[] {
  const waiting = records.find(({ state }) => state === 'open') ?? records[0];
  if (waiting === undefined) return [];
  const command = nextCommand(waiting, ids(waiting));
  return [`kedge drift show ${ids(waiting)}`, ...(command === null ? [] : [command])];
}
