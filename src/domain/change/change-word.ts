import { actOnChange } from './act-on-change.ts';
import { approveChange } from './change-approval.ts';
import { CHANGE_TRANSITIONS, type ChangeAction } from './change-state.ts';
import type { Change } from './change.ts';
import { misplaced } from './misplaced-word.ts';
import { startChange } from './start-change.ts';

/** What a person says of one change. */
export const CHANGE_WORDS = [
  'approve',
  'start',
  'promote',
  'hold',
  'abort',
  'revert',
  'extend',
  'override',
  'close',
] as const;
export type ChangeWord = (typeof CHANGE_WORDS)[number];

/** What it would come to if it were said now. */
export interface WordNow {
  readonly word: ChangeWord;
  /** null: it may be said. */
  readonly refused: string | null;
  readonly needsReason: boolean;
}

/** Long enough for every rule; whether one is given is asked when the word is said. */
const SOME_REASON = 'a reason to be given';

/** Every word with what stands against it, for one person and moment. */
export const wordsNow = (change: Change, actor: string, at: string): readonly WordNow[] =>
  CHANGE_WORDS.map((word) => {
    const action = actionOf(word, change);
    return {
      word,
      refused: refusalOf(word, action, change, { actor, at, reason: SOME_REASON }),
      needsReason: action === null ? false : CHANGE_TRANSITIONS[action].reason,
    };
  });

function refusalOf(
  word: ChangeWord,
  action: ChangeAction | null,
  change: Change,
  said: { readonly actor: string; readonly at: string; readonly reason: string },
): string | null {
  if (action === null) return refusedBy(approveChange(change, said));
  if (word === 'start') return refusedBy(startChange(change, said.actor, said.at));
  return misplaced(change, action) ?? refusedBy(actOnChange(change, { action, ...said }));
}

const refusedBy = (answer: object): string | null =>
  'refused' in answer && typeof answer.refused === 'string' ? answer.refused : null;

/** null: an approval changes no state. */
export function actionOf(word: ChangeWord, { state }: Pick<Change, 'state'>): ChangeAction | null {
  switch (word) {
    case 'approve':
      return null;
    // What was rolled out is reverted, and given up where nothing was.
    case 'abort':
    case 'revert':
      return state === 'draft' || state === 'ready' ? 'abort' : 'revert';
    case 'close':
      return state === 'holding' || state === 'reverting' ? 'close_open' : 'close';
    case 'start':
    case 'promote':
    case 'hold':
    case 'extend':
    case 'override':
      return word;
  }
}
