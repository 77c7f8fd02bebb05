import { number } from '../report/summary-text.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { stackName, type ListedStack } from './listed-stack.ts';

const MOST_NAMES = 3;

/** What the last scan of a stack could not read may be gone, and there may be more; null: all were read. */
export function unreadText(stacks: readonly ListedStack[]): string | null {
  const unread = stacks.filter(({ lastScan }) => lastScan === null || lastScan.status === 'unknown');
  if (unread.length === 0) return null;
  const names = unread.slice(0, MOST_NAMES).map((stack) => visible(stackName(stack)));
  const more = unread.length - names.length;
  const list = [...names, ...(more > 0 ? [`${number(more)} more`] : [])].join(', ');
  return `The last scan could not read ${list}: what is listed there may be gone, and there may be more.`;
}
