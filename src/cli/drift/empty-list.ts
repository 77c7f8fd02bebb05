import type { DriftPage } from '#ports/memory.ts';
import type { Ink } from '../report/ansi.ts';
import { counted } from '../report/summary-text.ts';
import { wrapText } from '../report/wrap-text.ts';
import type { ListedStack } from './listed-stack.ts';
import { instantText } from './time-text.ts';
import { unreadText } from './unread-stacks.ts';

interface Emptiness {
  readonly sentences: readonly string[];
  readonly next: readonly string[];
}

/** An empty list is no proof of order: it says what stands behind it, and what to do. */
export function emptyList(
  page: DriftPage,
  { stacks, filtered }: { readonly stacks: readonly ListedStack[]; readonly filtered: boolean },
  paint: Ink,
  width: number,
): string {
  const { sentences, next } = emptiness(page, stacks, filtered);
  const unread = unreadText(stacks);
  return [
    ...sentences.flatMap((sentence) => wrapText(sentence, width)),
    ...(unread === null ? [] : wrapText(unread, width).map(paint.yellow)),
    `Next: ${next.map(paint.cyan).join(' · ')}`,
    '',
  ].join('\n');
}

function emptiness(page: DriftPage, stacks: readonly ListedStack[], filtered: boolean): Emptiness {
  if (stacks.length === 0) {
    return {
      sentences: [
        'No scan has been remembered yet, so nothing is known.',
        'Kedge remembers what `kedge scan` finds: each difference from found to decided to verified, with its age.',
      ],
      next: ['kedge scan'],
    };
  }
  if (page.total > 0) return { sentences: ['The list ended before this page.'], next: ['kedge drift'] };
  if (filtered) return { sentences: ['No difference fits these flags.'], next: ['kedge drift'] };
  const scans = stacks.flatMap(({ lastScan }) => (lastScan === null ? [] : [lastScan.at])).toSorted();
  const last = scans.at(-1);
  const when = last === undefined ? '' : `, last scanned ${instantText(last)}`;
  return {
    sentences: [`No difference waits for anybody in ${counted(stacks.length, 'stack')}${when}.`],
    next: ['kedge drift --all', 'kedge scan'],
  };
}
