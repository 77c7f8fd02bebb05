/** Where a difference stands in its life. Closed are `verified` and `resolved`. */
export const DRIFT_STATES = [
  'open',
  'awaiting_approval',
  'approved',
  'acting',
  'proposed',
  'accepted',
  'ignored',
  'verified',
  'resolved',
] as const;

export type DriftState = (typeof DRIFT_STATES)[number];

/** Still to be dealt with: neither closed nor silenced by a decision. */
export const OPEN_STATES: readonly DriftState[] = [
  'open',
  'awaiting_approval',
  'approved',
  'acting',
  'proposed',
];

export const STATE_MEANING: Readonly<Record<DriftState, string>> = {
  open: 'nobody has decided',
  awaiting_approval: 'decided; a second person has to approve',
  approved: 'decided: `kedge fix` may act',
  acting: '`kedge fix` is at work, or was stopped at work',
  proposed: 'a branch with the proven code edit waits to be merged',
  accepted: 'accepted as it is until a day',
  ignored: 'a line of .driftignore takes it out',
  verified: 'acted on, and a fresh read came back clean',
  resolved: 'gone by itself, seen by a fresh read',
};

/** What may happen to a difference, by a person, by `kedge fix` or by what a scan sees. */
export const DRIFT_ACTIONS = [
  'decide_to_act',
  'decide_to_act_with_approval',
  'accept',
  'ignore',
  'approve',
  'withdraw',
  'begin',
  'step_back',
  'give_up',
  'propose',
  'verify',
  'vanish',
  'reappear',
] as const;

export type DriftAction = (typeof DRIFT_ACTIONS)[number];

interface Transition {
  readonly from: readonly DriftState[];
  readonly to: DriftState;
}

const UNDECIDED: readonly DriftState[] = ['open', 'awaiting_approval', 'approved', 'accepted', 'ignored'];

/**
 * The whole life as one table. Deciding anew is possible until something acts; what is closed is opened by a scan that
 * sees it again, never by a person.
 */
export const TRANSITIONS: Readonly<Record<DriftAction, Transition>> = {
  decide_to_act: { from: UNDECIDED, to: 'approved' },
  decide_to_act_with_approval: { from: UNDECIDED, to: 'awaiting_approval' },
  accept: { from: UNDECIDED, to: 'accepted' },
  ignore: { from: UNDECIDED, to: 'ignored' },
  approve: { from: ['awaiting_approval'], to: 'approved' },
  withdraw: { from: ['awaiting_approval', 'approved', 'accepted', 'ignored', 'proposed'], to: 'open' },
  begin: { from: ['approved', 'acting'], to: 'acting' },
  step_back: { from: ['acting'], to: 'approved' },
  give_up: { from: ['acting', 'approved', 'proposed'], to: 'open' },
  propose: { from: ['acting'], to: 'proposed' },
  verify: { from: ['acting', 'proposed'], to: 'verified' },
  vanish: { from: ['open', 'awaiting_approval', 'approved', 'accepted', 'ignored'], to: 'resolved' },
  reappear: { from: ['verified', 'resolved', 'accepted', 'ignored'], to: 'open' },
};

export const isClosed = (state: DriftState): boolean => state === 'verified' || state === 'resolved';

/** The state after an action, or what is possible instead. */
export function afterAction(
  state: DriftState,
  action: DriftAction,
): { readonly to: DriftState } | { readonly possible: readonly DriftAction[] } {
  const { from, to } = TRANSITIONS[action];
  if (from.includes(state)) return { to };
  return { possible: DRIFT_ACTIONS.filter((other) => TRANSITIONS[other].from.includes(state)) };
}
