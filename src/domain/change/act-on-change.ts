import { parseIdentity, samePersonText } from '../decision/identity.ts';
import type { Change } from './change.ts';
import {
  CHANGE_STATE_MEANING,
  CHANGE_TRANSITIONS,
  possibleActions,
  type ChangeAction,
  type ChangeRole,
} from './change-state.ts';

/** Kedge itself, when it does what was declared. */
export const KEDGE = 'kedge';

export interface Act {
  readonly action: ChangeAction;
  /** `Name <email>`, or `kedge`. */
  readonly actor: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Why; redacted before it gets here. */
  readonly reason: string | null;
}

export type Acted = { readonly change: Change } | { readonly refused: string };

const LEAST_REASON = 8;

/** Moves a change to another state, or says why not and what is possible instead. */
export function actOnChange(change: Change, { action, actor, at, reason }: Act): Acted {
  const { from, to, by, reason: needsReason } = CHANGE_TRANSITIONS[action];
  if (!from.includes(change.state)) return { refused: impossible(change, action) };
  if (action === 'reopen' && !stands(change)) {
    return {
      refused: `The change ${change.id} does not stand any more, so nothing of it is left to decide.`,
    };
  }
  const roles = rolesOf(change, actor);
  if ('problem' in roles) return { refused: roles.problem };
  if (!by.some((role) => roles.roles.includes(role))) {
    return {
      refused: `${actor} cannot ${ACTION_WORDS[action]} the change ${change.id}: only ${by.map((role) => ROLE_WORDS[role](change)).join(' or ')} can.`,
    };
  }
  if (needsReason && (reason ?? '').trim().length < LEAST_REASON) {
    return {
      refused: `To ${ACTION_WORDS[action]} a change takes a reason of at least ${LEAST_REASON} characters: it stands in the record. Give --reason TEXT.`,
    };
  }
  return {
    change: {
      ...change,
      state: to,
      updatedAt: at,
      hold: to === 'holding' ? change.hold : null,
      closedAt: to === 'closed' ? at : null,
    },
  };
}

/** Rolled out to the end, and nobody took it back. */
export const stands = ({ watch, rollback }: Pick<Change, 'watch' | 'rollback'>): boolean =>
  watch !== null && rollback === null;

function rolesOf(
  { declaration }: Change,
  actor: string,
): { readonly roles: readonly ChangeRole[] } | { readonly problem: string } {
  if (actor === KEDGE) return { roles: ['kedge'] };
  const read = parseIdentity(actor);
  if ('problem' in read) return { problem: `Nobody acts on a change without a name. ${read.problem}` };
  return { roles: samePersonText(declaration.owner, actor) ? ['owner', 'person'] : ['person'] };
}

const impossible = ({ id, state }: Change, action: ChangeAction): string => {
  const possible = possibleActions(state).filter((each) =>
    CHANGE_TRANSITIONS[each].by.some((role) => role !== 'kedge'),
  );
  const instead =
    possible.length === 0
      ? 'Nothing is left to do'
      : `Possible is: ${possible.map((each) => ACTION_WORDS[each]).join(', ')}`;
  return `The change ${id} is ${state} (${CHANGE_STATE_MEANING[state]}), so it is impossible to ${ACTION_WORDS[action]} it. ${instead}.`;
};

export const ACTION_WORDS: Readonly<Record<ChangeAction, string>> = {
  pass_checks: 'call its checks green',
  fail_checks: 'call its checks not green',
  start: 'start',
  hold: 'hold',
  promote: 'promote',
  watch: 'watch',
  extend: 'extend the watch of',
  clear: 'clear',
  override: 'override the verdict of',
  revert: 'revert',
  verify_rollback: 'call the rollback verified of',
  abort: 'abort',
  close: 'close',
  close_open: 'close, as it is,',
  reopen: 'reopen',
};

const ROLE_WORDS: Readonly<Record<ChangeRole, (change: Change) => string>> = {
  owner: ({ declaration }) => `its owner ${declaration.owner}`,
  person: () => 'any person',
  kedge: () => 'Kedge',
};
