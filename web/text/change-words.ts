import type { ChangeState, ChangeWord, Outcome } from '../api/types.ts';

/** As they come about. */
export const CHANGE_STATES: readonly ChangeState[] = [
  'draft',
  'ready',
  'rolling',
  'holding',
  'watching',
  'reverting',
  'cleared',
  'reverted',
  'aborted',
  'closed',
];

export const CHANGE_STATE_WORDS: Readonly<Record<ChangeState, string>> = {
  draft: 'Draft',
  ready: 'Ready',
  rolling: 'Rolling out',
  holding: 'Held',
  watching: 'Watched',
  reverting: 'Being reverted',
  cleared: 'Cleared',
  reverted: 'Reverted',
  aborted: 'Given up',
  closed: 'Closed',
};

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  CLEARED: 'Cleared',
  INCONCLUSIVE: 'Inconclusive',
  ERROR: 'No answer',
  REGRESSED: 'Regressed',
};

interface ActionWords {
  readonly verb: string;
  /** The key that asks for it. */
  readonly key: string;
  /** What follows, for whoever is about to do it. */
  readonly what: string;
  /** It lets the change go on, or it stops it. */
  readonly tone: 'on' | 'stop';
}

export const ACTION_WORDS: Readonly<Record<ChangeWord, ActionWords>> = {
  approve: { verb: 'Approve', key: 'a', what: 'It stands in the record that you looked at it.', tone: 'on' },
  start: {
    verb: 'Start',
    key: 's',
    what: 'Its first step runs at once. What it concerns is held until it is closed.',
    tone: 'on',
  },
  promote: { verb: 'Promote', key: 'p', what: 'It goes on to its next step.', tone: 'on' },
  extend: {
    verb: 'Extend',
    key: 'e',
    what: 'It is watched once more, as long as it was declared.',
    tone: 'on',
  },
  override: {
    verb: 'Override',
    key: 'o',
    what: 'It counts as cleared against the judge, in your name.',
    tone: 'on',
  },
  close: { verb: 'Close', key: 'c', what: 'It is over. What it concerns is free again.', tone: 'on' },
  hold: { verb: 'Hold', key: 'h', what: 'It stands still until a person lets it go on.', tone: 'stop' },
  revert: { verb: 'Revert', key: 'r', what: 'Its rollback runs at once.', tone: 'stop' },
  abort: {
    verb: 'Give up',
    key: 'x',
    what: 'What was rolled out is reverted; where nothing was, it is given up.',
    tone: 'stop',
  },
};

/** In the order of the buttons: what lets it go on, then what stops it. */
export const CHANGE_WORDS: readonly ChangeWord[] = [
  'start',
  'promote',
  'approve',
  'close',
  'extend',
  'override',
  'hold',
  'revert',
  'abort',
];

export const TRIGGER_WORDS: Readonly<Record<string, string>> = {
  regression: 'a regression',
  stop_condition: 'a stop condition',
  hard_limit: 'a hard limit',
  person: 'a person',
};

/** The state of a change as the eye looks for it. */
export type ChangeTone = 'plain' | 'moves' | 'person' | 'stop' | 'good' | 'over';

export const CHANGE_TONES: Readonly<Record<ChangeState, ChangeTone>> = {
  draft: 'plain',
  ready: 'person',
  rolling: 'moves',
  holding: 'person',
  watching: 'moves',
  reverting: 'stop',
  cleared: 'good',
  reverted: 'over',
  aborted: 'over',
  closed: 'over',
};

/** It is rolled out or taken back, or waits for a person in the middle of that. */
export const isLive = (state: ChangeState): boolean =>
  state === 'rolling' || state === 'holding' || state === 'watching' || state === 'reverting';
