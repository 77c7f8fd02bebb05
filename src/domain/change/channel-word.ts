import { CHANGE_TRANSITIONS, type ChangeAction, type ChangeState } from './change-state.ts';

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
] as const;
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

const ACTIONS: Readonly<Record<Exclude<ChannelWord, 'approve'>, readonly ChangeAction[]>> = {
  hold: ['hold'],
  promote: ['promote'],
  extend: ['extend'],
  override: ['override'],
  revert: ['revert'],
  abort: ['abort'],
  close: ['close', 'close_open'],
};

/** The words that a change could take in a state, as they are typed. */
export const wordsIn = (state: ChangeState): readonly string[] =>
  CHANNEL_WORDS.flatMap((word): readonly string[] => {
    if (word === 'approve') return state === 'draft' || state === 'ready' ? [word] : [];
    const action = ACTIONS[word].find((each) => CHANGE_TRANSITIONS[each].from.includes(state));
    if (action === undefined) return [];
    return [CHANGE_TRANSITIONS[action].reason ? `${word} WHY` : word];
  });
