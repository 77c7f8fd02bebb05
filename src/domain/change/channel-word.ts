import { approvalsMissing } from './change-approval.ts';
import { CHANGE_TRANSITIONS } from './change-state.ts';
import { actionOf, type ChangeWord } from './change-word.ts';
import type { Change } from './change.ts';
import { misplaced } from './misplaced-word.ts';

/** What a person may say of a change in the thread about it. */
export const CHANNEL_WORDS = [
  'approve',
  'hold',
  'promote',
  'extend',
  'override',
  'revert',
  'abort',
  'close',
] as const satisfies readonly ChangeWord[];
export type ChannelWord = (typeof CHANNEL_WORDS)[number];

export interface SpokenWord {
  readonly word: ChannelWord;
  /** What stands behind it; null: nothing. */
  readonly reason: string | null;
}

const SPOKEN = new RegExp(`^(${CHANNEL_WORDS.join('|')})(?:[ \\t]*[:,–—-]?\\s+(.+)|[.!]?)$`, 'is');

/**
 * The word that a message begins with; null: people talk among themselves. A question is no word, and neither is the
 * `hold on` with which they begin: what is not meant must not take a release back.
 */
export function spokenWord(text: string): SpokenWord | null {
  const said = text.trim();
  if (said.endsWith('?') || /^hold\s+(?:on|up)\b/i.test(said)) return null;
  const [, word, reason] = SPOKEN.exec(said) ?? [];
  const found = CHANNEL_WORDS.find((each) => each === word?.toLowerCase());
  if (found === undefined) return null;
  return { word: found, reason: reason === undefined ? null : reason.trim().replaceAll(/\s+/g, ' ') };
}

/** The words that a change could take now, as they are typed; who may say which is asked when they do. */
export const wordsNowIn = (change: Change): readonly string[] =>
  CHANNEL_WORDS.flatMap((word): readonly string[] => {
    const action = actionOf(word, change);
    if (action === null) return canBeApproved(change) ? [word] : [];
    const { from, reason } = CHANGE_TRANSITIONS[action];
    // What would do the same under another name is not offered twice.
    const itself = action === word || word === 'close';
    if (!itself || !from.includes(change.state) || misplaced(change, action) !== null) return [];
    return [reason ? `${word} WHY` : word];
  });

const canBeApproved = (change: Change): boolean =>
  (change.state === 'draft' || change.state === 'ready') && approvalsMissing(change) > 0;
