import { describe, expect, it } from 'vitest';
import { act } from './decide-transition.ts';
import { DRIFT_ACTIONS, DRIFT_STATES, TRANSITIONS } from './drift-state.ts';
import type { DriftRecord } from './drift-record.ts';
import { hour, inState, record } from './sample-life.ts';

function after(...[from, action, at, changes]: Parameters<typeof act>): DriftRecord {
  const result = act(from, action, at, changes);
  if ('refused' in result) throw new Error(result.refused);
  return result.record;
}

const pairs = DRIFT_STATES.flatMap((state) => DRIFT_ACTIONS.map((action) => ({ state, action })));

describe('an action on a difference', () => {
  it.each(pairs)('$action from $state goes where the table says, or is refused', ({ state, action }) => {
    const result = act(inState(state), action, hour(9));
    const { from, to } = TRANSITIONS[action];
    const refused = expect.stringMatching(/^cannot .+: it is .+; possible: .+/) as string;
    expect(result).toMatchObject(from.includes(state) ? { record: { state: to } } : { refused });
  });

  it('that is impossible says what is possible, and who may do it', () => {
    expect(act(inState('verified'), 'accept', hour(9))).toEqual({
      refused: 'cannot accept it: it is verified; possible: open it again (a scan that sees it)',
      possible: ['reappear'],
    });
    expect(act(inState('acting'), 'withdraw', hour(9))).toMatchObject({
      refused: expect.stringContaining(
        'cannot withdraw the decision: it is acting; possible: begin to act on it',
      ),
    });
    expect(act(inState('awaiting_approval'), 'begin', hour(9))).toMatchObject({
      refused: expect.stringContaining('it is awaiting approval; possible: decide to act on it (a person)'),
    });
  });

  it('never leaves a state from which nothing leads on', () => {
    for (const state of DRIFT_STATES) {
      expect(DRIFT_ACTIONS.filter((action) => TRANSITIONS[action].from.includes(state))).not.toEqual([]);
    }
  });

  it('keeps the instant of the first decision when it is decided anew, and the newer decision', () => {
    const first = after(record(), 'accept', hour(2), { decision: 'D1' });
    const second = after(first, 'decide_to_act', hour(7), { decision: 'D2' });
    expect(second).toMatchObject({ state: 'approved', decidedAt: hour(2), decision: 'D2' });
  });

  it('that takes the decision back leaves it undecided, opened when it was', () => {
    const decided = after(record(), 'decide_to_act', hour(2), { decision: 'D1' });
    const open = after(decided, 'withdraw', hour(3));
    expect(open).toMatchObject({ state: 'open', decision: null, decidedAt: null, openedAt: hour(0) });
  });

  it('that steps back before anything was done keeps the approval', () => {
    const acting = after(inState('approved', { decision: 'D1', decidedAt: hour(1) }), 'begin', hour(2));
    expect(after(acting, 'step_back', hour(3))).toMatchObject({
      state: 'approved',
      decision: 'D1',
      decidedAt: hour(1),
    });
  });

  it('that closes it keeps when it was decided, and counts as a disappearance', () => {
    const acting = inState('acting', { decision: 'D1', decidedAt: hour(1) });
    expect(after(acting, 'verify', hour(4))).toMatchObject({
      closedAt: hour(4),
      decidedAt: hour(1),
      decision: 'D1',
      toggles: [hour(0), hour(4)],
    });
    expect(after(inState('accepted', { decision: 'D1' }), 'vanish', hour(4))).toMatchObject({
      closedAt: hour(4),
      decision: null,
    });
  });

  it('that opens it again starts a new life and keeps count', () => {
    const closed = inState('resolved', { decidedAt: hour(1), toggles: [hour(0), hour(5)] });
    expect(after(closed, 'reappear', hour(8))).toMatchObject({
      state: 'open',
      openedAt: hour(8),
      closedAt: null,
      decidedAt: null,
      decision: null,
      timesReopened: 1,
      firstSeen: hour(0),
      toggles: [hour(0), hour(5), hour(8)],
    });
  });

  it('that ends a silence is no coming back: the difference was there all the time', () => {
    expect(after(inState('accepted'), 'reappear', hour(8)).toggles).toEqual([hour(0)]);
  });

  it('changes no record but the one it gives back', () => {
    const before = Object.freeze(record());
    expect(after(before, 'accept', hour(2))).not.toBe(before);
    expect(before.state).toBe('open');
  });
});
