/** Where a change stands. From `rolling` until it is closed it holds its stacks and services. */
export const CHANGE_STATES = [
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
] as const;

export type ChangeState = (typeof CHANGE_STATES)[number];

export const CHANGE_STATE_MEANING: Readonly<Record<ChangeState, string>> = {
  draft: 'declared; its checks are not green yet',
  ready: 'checks are green and approvals are in: its owner may start it',
  rolling: 'steps run, and the gates between them are waited for',
  holding: 'stands still until a person decides',
  watching: 'rolled out; its metrics are held against the baseline',
  reverting: 'the rollback runs, or failed and is to be tried again',
  cleared: 'watched to the end and nothing got worse, or overridden by a person with a reason',
  reverted: 'rolled back, and that was verified',
  aborted: 'given up before anything was rolled out',
  closed: 'over; its stacks and services are free again',
};

/** What may happen to a change, by a person or by Kedge. */
export const CHANGE_ACTIONS = [
  'pass_checks',
  'fail_checks',
  'start',
  'hold',
  'promote',
  'watch',
  'extend',
  'clear',
  'override',
  'revert',
  'verify_rollback',
  'abort',
  'close',
  'close_open',
  'reopen',
] as const;

export type ChangeAction = (typeof CHANGE_ACTIONS)[number];

/** Who acts: the one owner, any person who is known, or Kedge by what was declared. */
export const CHANGE_ROLES = ['owner', 'person', 'kedge'] as const;
export type ChangeRole = (typeof CHANGE_ROLES)[number];

export interface ChangeTransition {
  readonly from: readonly ChangeState[];
  readonly to: ChangeState;
  readonly by: readonly ChangeRole[];
  /** A person has to say why, for the record. */
  readonly reason: boolean;
}

const LIVE: readonly ChangeState[] = ['rolling', 'holding', 'watching'];

/**
 * The whole life as one table. Everybody may stop a change or take it back, because whoever sees the harm is not always
 * the owner; only the owner lets it go on.
 */
export const CHANGE_TRANSITIONS: Readonly<Record<ChangeAction, ChangeTransition>> = {
  pass_checks: { from: ['draft', 'ready'], to: 'ready', by: ['kedge'], reason: false },
  fail_checks: { from: ['draft', 'ready'], to: 'draft', by: ['kedge'], reason: false },
  start: { from: ['ready'], to: 'rolling', by: ['owner'], reason: false },
  hold: { from: ['rolling', 'watching'], to: 'holding', by: ['owner', 'person', 'kedge'], reason: true },
  promote: { from: ['holding'], to: 'rolling', by: ['owner'], reason: true },
  watch: { from: ['rolling'], to: 'watching', by: ['kedge'], reason: false },
  extend: { from: ['holding', 'watching'], to: 'watching', by: ['owner'], reason: true },
  clear: { from: ['watching'], to: 'cleared', by: ['kedge'], reason: false },
  override: { from: ['holding', 'watching'], to: 'cleared', by: ['owner'], reason: true },
  revert: {
    from: [...LIVE, 'reverting', 'cleared'],
    to: 'reverting',
    by: ['owner', 'person', 'kedge'],
    reason: true,
  },
  verify_rollback: { from: ['reverting'], to: 'reverted', by: ['kedge'], reason: false },
  abort: { from: ['draft', 'ready'], to: 'aborted', by: ['owner', 'person'], reason: true },
  close: { from: ['cleared', 'reverted', 'aborted'], to: 'closed', by: ['owner', 'kedge'], reason: false },
  close_open: { from: ['holding', 'reverting'], to: 'closed', by: ['owner'], reason: true },
  reopen: { from: ['cleared', 'closed'], to: 'holding', by: ['kedge'], reason: true },
};

/** For whoever looks at all of them: 0 may need a person, 1 moves, 2 is to be closed, 3 has not begun, 4 is over. */
export const CHANGE_URGENCY: Readonly<Record<ChangeState, number>> = {
  holding: 0,
  reverting: 0,
  rolling: 1,
  watching: 1,
  cleared: 2,
  reverted: 2,
  ready: 3,
  draft: 3,
  aborted: 4,
  closed: 4,
};

/** The states in which a change holds the lock on what it concerns: from its start until it is closed. */
export const LOCKING_STATES: readonly ChangeState[] = [
  'rolling',
  'holding',
  'watching',
  'reverting',
  'cleared',
  'reverted',
];

/** What there is to do in a state, in the order of the table. */
export const possibleActions = (state: ChangeState): readonly ChangeAction[] =>
  CHANGE_ACTIONS.filter((action) => CHANGE_TRANSITIONS[action].from.includes(state));
