import { describe, expect, it } from 'vitest';
import type { DriftRecord } from './drift-record.ts';
import {
  FINGERPRINT,
  difference,
  follow,
  hour,
  inState,
  kinds,
  one,
  scanAt,
  shows,
  takes,
  texts,
  value,
} from './sample-life.ts';

const F = FINGERPRINT;
const found = difference();

describe('a difference that comes back', () => {
  it.each(['verified', 'resolved'] as const)('after it was %s is opened again with its history', (state) => {
    const closed = inState(state, { decision: 'D1', toggles: [hour(0), hour(1)] });
    const result = follow([closed], shows(900, found));
    expect(one(result)).toMatchObject({
      state: 'open',
      firstSeen: hour(0),
      openedAt: hour(900),
      closedAt: null,
      decision: null,
      decidedAt: null,
      timesReopened: 1,
      toggles: [hour(0), hour(1), hour(900)],
    });
    expect(texts(result.events)).toBe(`reopened: it was ${state} and is back`);
  });

  it('with another value says both', () => {
    const result = follow([inState('resolved')], shows(900, { ...found, reality: value(60) }));
    expect(kinds(result.events)).toEqual(['reopened', 'changed']);
  });

  it('as it was accepted, while the acceptance still holds, is accepted again', () => {
    const result = follow([inState('resolved')], takes(900, 'accepted', 'until 2027-01-01, Ana: x'));
    expect(one(result)).toMatchObject({ state: 'accepted', timesReopened: 1, closedAt: null });
    expect(kinds(result.events)).toEqual(['reopened', 'decided']);
  });

  it('three times within the window is one flapping difference, told once', () => {
    let known: readonly DriftRecord[] = [];
    const told: string[] = [];
    for (const [at, here] of [true, false, true, false, true, true].entries()) {
      const result = follow(known, here ? shows(at, found) : scanAt(hour(at)));
      known = result.records;
      told.push(...kinds(result.events));
    }
    expect(known).toHaveLength(1);
    expect(known[0]).toMatchObject({ timesReopened: 2, toggles: [0, 1, 2, 3, 4].map(hour) });
    expect(told).toEqual(['found', 'vanished', 'reopened', 'flapping', 'vanished', 'reopened']);
  });
});

describe('an accepted difference that is reported', () => {
  const ended = 'the acceptance ended on 2026-03-01 (Ana: load test; decisions/0001.md)';

  it('because its day has passed is open again as expired', () => {
    const result = follow([inState('accepted')], shows(30, { ...found, notes: [ended] }));
    expect(one(result)).toMatchObject({
      state: 'open',
      openedAt: hour(30),
      timesReopened: 1,
      decision: null,
    });
    expect(result.events).toMatchObject([
      { kind: 'expired', text: `reopened: ${ended}; the decision D1 is void` },
    ]);
    expect(one(result).toggles).toEqual([hour(0)]);
  });

  it('because it changed further is open again as changed', () => {
    const notes = ['accepted until 2026-12-01 by Ana (d.md), but it has changed further'];
    const result = follow([inState('accepted')], shows(30, { ...found, reality: value(60), notes }));
    expect(one(result).state).toBe('open');
    expect(result.events).toMatchObject([
      { kind: 'changed', text: expect.stringContaining('it has changed further') as string },
    ]);
    expect(result.voided).toEqual([{ decision: 'D1', fingerprint: F }]);
  });

  it('without a reason told is open again all the same', () => {
    const result = follow([inState('accepted')], shows(30, found));
    expect(one(result).state).toBe('open');
    expect(texts(result.events)).toContain('the scan knew of no acceptance that holds for it');
  });
});

describe('an ignored difference', () => {
  it('stays ignored while a line takes it out, whatever becomes of its value', () => {
    const result = follow(
      [inState('ignored')],
      takes(3, '.driftignore:4', undefined, { ...found, reality: value(9) }),
    );
    expect(one(result)).toMatchObject({
      state: 'ignored',
      decision: 'D1',
      difference: { reality: value(9) },
    });
    expect(result.events).toEqual([]);
  });

  it('is open again when it is reported', () => {
    const result = follow([inState('ignored')], shows(3, found));
    expect(one(result)).toMatchObject({ state: 'open', decision: null, timesReopened: 1 });
    expect(kinds(result.events)).toEqual(['reopened']);
  });

  it('counts as it did when it was last reported: silent is not harmless', () => {
    expect(one(follow([inState('ignored')], takes(3, '.driftignore:4'))).difference.drift).toBe(true);
  });
});

describe('an open difference that somebody silences by hand', () => {
  it('is ignored under the line that does it', () => {
    const result = follow([inState('open')], takes(3, 'app/.driftignore:4', 'the autoscaler writes it'));
    expect(one(result)).toMatchObject({ state: 'ignored', decidedAt: hour(3), decision: null });
    expect(result.events).toMatchObject([
      {
        kind: 'decided',
        actor: null,
        text: 'ignored by a line that somebody wrote: app/.driftignore:4 (the autoscaler writes it)',
      },
    ]);
  });

  it('is not acted on any more: an approval from before is void', () => {
    const result = follow([inState('approved')], takes(3, '.driftignore:4'));
    expect(one(result)).toMatchObject({ state: 'ignored', decision: null });
    expect(texts(result.events)).toContain('the decision D1 is void');
    expect(result.voided).toEqual([{ decision: 'D1', fingerprint: F }]);
  });

  it('is accepted when the decision came from another machine', () => {
    expect(one(follow([inState('open')], takes(3, 'accepted', 'until 2026-12-01, Ana: x'))).state).toBe(
      'accepted',
    );
  });

  it.each(['acting', 'proposed'] as const)('stays with `kedge fix` while it is %s', (state) => {
    expect(one(follow([inState(state)], takes(3, '.driftignore:4')))).toMatchObject({
      state,
      decision: 'D1',
    });
  });
});
