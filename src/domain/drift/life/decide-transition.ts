import type { DriftRecord } from './drift-record.ts';
import { afterAction, isClosed, type DriftAction } from './drift-state.ts';
import { withToggle } from './flapping.ts';

/** What a caller may say beside the action; everything else follows from the action itself. */
export type RecordChanges = Partial<
  Pick<DriftRecord, 'decision' | 'decidedAt' | 'difference' | 'lastSeen' | 'aliases'>
>;

export interface Refusal {
  /** `cannot accept it: it is verified; possible: ...`, for a person. */
  readonly refused: string;
  readonly possible: readonly DriftAction[];
}

/** The action behind "cannot", and who may take it instead. */
const ACTION_WORDS: Readonly<Record<DriftAction, { readonly verb: string; readonly who: string }>> = {
  decide_to_act: { verb: 'decide to act on it', who: 'a person' },
  decide_to_act_with_approval: { verb: 'ask for an approval to act on it', who: 'a person' },
  accept: { verb: 'accept it', who: 'a person' },
  ignore: { verb: 'ignore it', who: 'a person' },
  approve: { verb: 'approve it', who: 'a second person' },
  withdraw: { verb: 'withdraw the decision', who: 'a person' },
  begin: { verb: 'begin to act on it', who: '`kedge fix`' },
  step_back: { verb: 'step back before anything was done', who: '`kedge fix`' },
  give_up: { verb: 'give it up', who: '`kedge fix`' },
  propose: { verb: 'propose the code edit', who: '`kedge fix`' },
  verify: { verb: 'call it verified', who: 'a fresh read' },
  vanish: { verb: 'call it gone by itself', who: 'a scan' },
  reappear: { verb: 'open it again', who: 'a scan that sees it' },
};

/**
 * What each action leaves in the record beside its state. A decision that is made anew keeps the instant of the first
 * one, because the time to decide ends there; one that is taken back counts as none.
 */
const TRACES: Readonly<Record<DriftAction, (record: DriftRecord, at: string) => Partial<DriftRecord>>> = {
  decide_to_act: decided,
  decide_to_act_with_approval: decided,
  accept: decided,
  ignore: decided,
  approve: () => ({}),
  withdraw: undecided,
  begin: () => ({}),
  step_back: () => ({}),
  give_up: undecided,
  propose: () => ({}),
  verify: (record, at) => ({ closedAt: at, toggles: withToggle(record.toggles, at) }),
  vanish: (record, at) => ({ closedAt: at, decision: null, toggles: withToggle(record.toggles, at) }),
  reappear: (record, at) => ({
    ...undecided(),
    openedAt: at,
    closedAt: null,
    timesReopened: record.timesReopened + 1,
    // What was silenced never went away.
    toggles: isClosed(record.state) ? withToggle(record.toggles, at) : record.toggles,
  }),
};

function decided(record: DriftRecord, at: string): Partial<DriftRecord> {
  return { decision: null, decidedAt: record.decidedAt ?? at };
}

function undecided(): Partial<DriftRecord> {
  return { decision: null, decidedAt: null };
}

/**
 * The record after an action, or why it cannot be and what can.
 * @param at ISO 8601, UTC
 */
export function act(
  record: DriftRecord,
  action: DriftAction,
  at: string,
  changes: RecordChanges = {},
): { readonly record: DriftRecord } | Refusal {
  const after = afterAction(record.state, action);
  if ('possible' in after) return refusal(record, action, after.possible);
  return { record: { ...record, ...TRACES[action](record, at), ...changes, state: after.to } };
}

function refusal(record: DriftRecord, action: DriftAction, possible: readonly DriftAction[]): Refusal {
  const others = possible.map((other) => `${ACTION_WORDS[other].verb} (${ACTION_WORDS[other].who})`);
  const state = record.state.replaceAll('_', ' ');
  return {
    refused: `cannot ${ACTION_WORDS[action].verb}: it is ${state}; possible: ${others.join(', ')}`,
    possible,
  };
}
