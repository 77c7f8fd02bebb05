import { describe, expect, it } from 'vitest';
import { ageOf, attentionTo, type AttentionContext } from './attention.ts';
import type { DriftRecord } from './drift-record.ts';
import { DEFAULT_FLAPPING } from './flapping.ts';
import { decision, difference, hour, inState, record, suppressed } from './sample-life.ts';

const HOUR = 3_600_000;
const to = (one: DriftRecord, now: string, given: Partial<AttentionContext> = {}) =>
  attentionTo(one, now, { decisions: new Map(), flapping: DEFAULT_FLAPPING, objectives: null, ...given });

describe('attention', () => {
  it('is asked for by nothing that is young, quiet and undecided', () => {
    expect(to(record(), hour(2))).toEqual([]);
  });

  it('is asked for by what flaps, with its count', () => {
    const toggles = [hour(0), hour(1), hour(2), hour(3)];
    expect(to(record({ toggles }), hour(4))).toEqual([
      { kind: 'flapping', toggles: 4, windowMs: DEFAULT_FLAPPING.flapWindowMs },
    ]);
  });

  it('is asked for by an acceptance in its last seven days, and after them', () => {
    const decisions = new Map([['D1', decision({ until: '2026-03-10' })]]);
    const days = (now: string) => to(inState('accepted'), now, { decisions });
    expect(days('2026-03-02T23:59:59.000Z')).toEqual([]);
    expect(days('2026-03-03T00:00:00.000Z')).toEqual([
      { kind: 'acceptance_ends', until: '2026-03-10', days: 7 },
    ]);
    expect(days('2026-03-10T23:00:00.000Z')).toMatchObject([{ days: 0 }]);
    expect(days('2026-03-11T01:00:00.000Z')).toMatchObject([{ days: -1 }]);
  });

  it('is asked for by an acceptance that another machine made', () => {
    const rule = suppressed(difference(), 'accepted', 'until 2026-03-03, Ana: load test');
    expect(to(inState('accepted', { decision: null, difference: rule }), hour(0))).toMatchObject([
      { kind: 'acceptance_ends', days: 2 },
    ]);
  });

  it('is asked for by open drift that is older than its objective', () => {
    const objectives = { limits: { age_p95: 10 * HOUR }, windowMs: HOUR };
    expect(to(record(), hour(10), { objectives })).toEqual([]);
    expect(to(record(), hour(11), { objectives })).toEqual([{ kind: 'too_old', limitMs: 10 * HOUR }]);
    expect(to(inState('accepted'), hour(11), { objectives })).toEqual([]);
    expect(to(record({ difference: difference({ drift: false }) }), hour(11), { objectives })).toEqual([]);
  });

  it('measures the age of what is closed up to when it closed', () => {
    expect(ageOf(record(), hour(5))).toBe(5 * HOUR);
    expect(ageOf(inState('resolved', { closedAt: hour(2) }), hour(5))).toBe(2 * HOUR);
    expect(ageOf(record({ openedAt: hour(9) }), hour(5))).toBe(0);
  });
});
