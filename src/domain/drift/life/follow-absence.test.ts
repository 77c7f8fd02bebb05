import { describe, expect, it } from 'vitest';
import { DRIFT_STATES } from './drift-state.ts';
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
  suppressed,
  takes,
  texts,
  unknownScanAt,
} from './sample-life.ts';

const F = FINGERPRINT;
const found = difference();

describe('a difference that is gone', () => {
  const quiet = scanAt(hour(3));

  it.each(['open', 'awaiting_approval', 'approved', 'accepted', 'ignored'] as const)(
    'from %s is resolved by itself, never dropped',
    (state) => {
      const result = follow([inState(state)], quiet);
      expect(one(result)).toMatchObject({ state: 'resolved', closedAt: hour(3), decision: null });
      expect(kinds(result.events)).toEqual(['vanished']);
      expect(texts(result.events)).toMatch(/^resolved: by itself/);
    },
  );

  it('voids the decision in force, and says so', () => {
    const result = follow([inState('approved')], quiet);
    expect(texts(result.events)).toBe('resolved: by itself; the decision D1 is void');
    expect(result.voided).toEqual([{ decision: 'D1', fingerprint: F }]);
    expect(follow([inState('open')], quiet).voided).toEqual([]);
  });

  it('is verified where a code edit was proposed', () => {
    const result = follow([inState('proposed')], quiet);
    expect(one(result)).toMatchObject({ state: 'verified', decision: 'D1', closedAt: hour(3) });
    expect(kinds(result.events)).toEqual(['verified']);
    expect(result.voided).toEqual([]);
  });

  it.each(['acting', 'verified', 'resolved'] as const)('is left alone while it is %s', (state) => {
    expect(follow([inState(state)], quiet)).toMatchObject({ records: [], events: [] });
  });

  it.each(DRIFT_STATES)('is not gone to a scan that could not read everything (%s)', (state) => {
    expect(follow([inState(state)], unknownScanAt(hour(3)))).toMatchObject({ records: [], events: [] });
  });

  it('is resolved with the name of the rule that takes it as noise now', () => {
    const result = follow([inState('open')], takes(3, 'same_json', 'only white space'));
    expect(one(result).state).toBe('resolved');
    expect(texts(result.events)).toBe('resolved: taken as noise by the rule same_json (only white space)');
  });

  it('is not taken as noise by half a plan, which leaves too much alone', () => {
    const half = unknownScanAt(hour(3), { suppressed: [suppressed(found, 'same_json')] });
    expect(follow([inState('open')], half)).toMatchObject({ records: [], events: [] });
  });

  it('names what its place has become under another class, and is not verified by that', () => {
    const other = difference({ fingerprint: 'ffff', class: 'unapplied_code' });
    const open = follow([inState('open')], shows(3, other));
    expect(texts(open.events)).toContain('resolved as conflict: the place is now unapplied code, ffff');
    expect(open.records.map(({ state }) => state)).toEqual(['open', 'resolved']);
    const proposed = follow([inState('proposed')], shows(3, other));
    expect(kinds(proposed.events)).toEqual(['found']);
  });

  it('of another stack is not looked for here', () => {
    expect(follow([inState('open', { stack: 'other' })], quiet).records).toEqual([]);
  });
});
