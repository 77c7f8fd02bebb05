import type { Difference } from '../report.ts';
import { arrow } from './change.ts';
import { visible } from './visible-text.ts';

const LONGEST_CHANGE = 160;

/** What a plan does about one difference, from what is there to what the code says, on one line. */
export const planLine = (difference: Difference): string =>
  difference.path === '' ? wholeText(difference) : `${visible(difference.path)}  ${backText(difference)}`;

function wholeText({ class: kind, change, reality, intent }: Difference): string {
  if (kind === 'deleted') return 'is made again, as the code has it';
  if (change === 'added') return 'is made, as the code has it';
  return change === 'removed' ? 'is destroyed' : arrow(reality, intent, LONGEST_CHANGE);
}

function backText({ reality, intent, document_changes }: Difference): string {
  if (document_changes.length > 0) {
    const paths = document_changes.map(({ path }) => visible(path)).join(', ');
    return `document changes at ${paths}`;
  }
  return reality.kind === 'secret' && intent.kind === 'secret'
    ? '(sensitive, changes)'
    : arrow(reality, intent, LONGEST_CHANGE);
}
