import { describe, expect, it } from 'vitest';
import { OPEN_STATES } from './drift-state.ts';
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
  unknownScanAt,
  value,
} from './sample-life.ts';

const F = FINGERPRINT;
const found = difference();

describe('a difference that a scan sees for the first time', () => {
  it('is found, and open from then on', () => {
    const result = follow([], shows(3, found));
    expect(result.records).toEqual([
      {
        fingerprint: F,
        stack: 'app',
        state: 'open',
        difference: found,
        firstSeen: hour(3),
        lastSeen: hour(3),
        openedAt: hour(3),
        decidedAt: null,
        closedAt: null,
        timesReopened: 0,
        toggles: [hour(3)],
        decision: null,
        aliases: [],
      },
    ]);
    expect(result.events).toMatchObject([{ kind: 'found', at: hour(3), actor: null, fingerprint: F }]);
  });

  it('carries the scan, the commit and the serial as evidence', () => {
    const evidence = { commit: 'c0ffee', dirty: false, lineage: 'l', serial: 7 };
    const [event] = follow([], scanAt(hour(3), { differences: [found], evidence })).events;
    expect(event?.evidence).toMatchObject({
      scan: `scan-${hour(3)}`,
      commit: 'c0ffee',
      serial: 7,
      before: { kind: 'value', value: 2 },
      after: { kind: 'value', value: 50 },
    });
  });

  it('is found also by a scan that could not read everything', () => {
    expect(kinds(follow([], unknownScanAt(hour(3), { differences: [found] })).events)).toEqual(['found']);
  });

  it('makes no record while a rule of noise or a line of .driftignore takes it out', () => {
    expect(follow([], takes(3, 'same_json')).records).toEqual([]);
    expect(follow([], takes(3, '.driftignore:4')).records).toEqual([]);
  });

  it('is known as accepted when another machine has accepted it', () => {
    const result = follow([], takes(3, 'accepted', 'until 2026-12-01, Ana: load test'));
    expect(one(result)).toMatchObject({ state: 'accepted', decision: null, decidedAt: hour(3) });
    expect(kinds(result.events)).toEqual(['found', 'decided']);
    expect(texts(result.events)).toContain('until 2026-12-01, Ana: load test');
  });
});

describe('a difference that is seen again', () => {
  it.each(OPEN_STATES)('stays %s, seen later, and nothing happened to it', (state) => {
    const result = follow([inState(state)], shows(3, found));
    expect(one(result)).toEqual({ ...inState(state), lastSeen: hour(3) });
    expect(result.events).toEqual([]);
  });

  it('has changed when a side has another value, and is kept as it is now', () => {
    const now = { ...found, reality: value(60), intent: value(3) };
    const result = follow([inState('open')], shows(3, now));
    expect(one(result).difference).toEqual(now);
    expect(result.events).toMatchObject([
      {
        kind: 'changed',
        text: 'changed: the real value and what the code asks for',
        evidence: { before: value(50), after: value(60), sides: ['reality', 'intent'] },
      },
    ]);
  });

  it('that changed after it was decided says so, and stays decided for `kedge fix` to judge', () => {
    const result = follow([inState('approved')], shows(3, { ...found, reality: value(60) }));
    expect(one(result)).toMatchObject({ state: 'approved', decision: 'D1' });
    expect(texts(result.events)).toContain('it was decided as it was before');
  });

  it('keeps a long value out of its timeline', () => {
    const long = { ...found, reality: value('x'.repeat(5_000)) };
    const [event] = follow([inState('open')], shows(3, long)).events;
    expect(event?.evidence['after']).toMatchObject({ kind: 'long' });
  });

  it('has moved when its address is another', () => {
    const now = { ...found, address: 'aws_cloudwatch_metric_alarm.errors' };
    const result = follow([inState('open')], shows(3, now));
    expect(one(result)).toMatchObject({ fingerprint: F, aliases: [] });
    expect(result.events).toMatchObject([
      {
        kind: 'moved',
        text: 'moved from aws_cloudwatch_metric_alarm.error_rate to aws_cloudwatch_metric_alarm.errors',
      },
    ]);
  });
});

describe('a scan out of order', () => {
  it('that is older than the newest one changes nothing', () => {
    const closed = inState('resolved');
    const late = scanAt(hour(0), { differences: [found], moves: [{ from: 'a.a', to: 'a.b' }] });
    expect(follow([closed], late, hour(1))).toEqual({
      records: [],
      events: [],
      moves: [],
      voided: [],
      outdated: true,
    });
  });

  it('is told by the instant, not by its spelling', () => {
    const scan = { ...shows(0, found), at: '2026-03-01T12:00:00Z' };
    expect(follow([], scan, '2026-03-01T12:00:00.000Z').outdated).toBe(false);
  });

  it('is also the reading of a plan that is too old to speak of today', () => {
    const stale = unknownScanAt(hour(9), { differences: [found] });
    const { unknown } = stale.report;
    if (unknown === null) throw new Error('It should be unknown.');
    const scan = { ...stale, report: { ...stale.report, unknown: { ...unknown, code: 'stale' as const } } };
    expect(follow([inState('verified')], scan)).toMatchObject({ records: [], outdated: true });
  });
});

describe('a scan that looked before something happened to a difference', () => {
  it('does not undo a fix that was verified since', () => {
    const verified = inState('verified', { closedAt: hour(5) });
    expect(follow([verified], shows(4, found), hour(1))).toMatchObject({ records: [], events: [] });
    expect(one(follow([verified], shows(6, found), hour(1))).state).toBe('open');
  });

  it('does not undo a decision, nor resolve what was decided', () => {
    const accepted = inState('accepted', { decidedAt: hour(5) });
    expect(follow([accepted], shows(4, found)).records).toEqual([]);
    expect(follow([accepted], scanAt(hour(4))).records).toEqual([]);
  });
});

describe('one scan', () => {
  it('taken in twice changes nothing the second time', () => {
    const scan = shows(3, found);
    const first = follow([inState('resolved')], scan);
    const second = follow(first.records, scan, scan.at);
    expect(second.records).toEqual(first.records);
    expect(second.events).toEqual([]);
  });

  it('makes one record of two differences that share a fingerprint', () => {
    expect(follow([], shows(3, found, { ...found, path: 'period' })).records).toHaveLength(1);
  });
});
