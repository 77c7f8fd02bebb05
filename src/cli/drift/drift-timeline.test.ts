import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Decision } from '#domain/decision/decision.ts';
import { attentionTo } from '#domain/drift/life/attention.ts';
import type { DriftEvent } from '#domain/drift/life/drift-event.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { DEFAULT_FLAPPING } from '#domain/drift/life/flapping.ts';
import {
  decision,
  difference,
  event,
  follow,
  hour,
  inState,
  record,
  scanAt,
  shows,
  value,
} from '#domain/drift/life/sample-life.ts';
import { HOSTILE } from '../report/hostile-report.ts';
import { driftTimelineJson } from './drift-json.ts';
import { driftTimeline, type TimelineContext } from './drift-timeline.ts';

const context: TimelineContext = {
  owner: '@payments',
  attention: (one) =>
    attentionTo(one, hour(50), { decisions: new Map(), flapping: DEFAULT_FLAPPING, objectives: null }),
};
const show = (
  one: DriftRecord,
  events: readonly DriftEvent[] = [event()],
  of: Decision | null = null,
  width = 120,
): string => driftTimeline(one, events, of, hour(50), context, { color: false, width });

describe('the timeline of a difference', () => {
  it('begins with where it stands and its three sides', () => {
    expect(show(record())).toBe(
      [
        'aws_cloudwatch_metric_alarm.error_rate threshold  a1b2c3d4e5f6',
        '  stack     app, owner @payments',
        '  status    open: nobody has decided',
        '  class     conflict (drift): someone changed what the code sets',
        '  severity  MEDIUM',
        '  age       2d 2h, opened 2026-03-01 12:00:00 UTC',
        '  seen      first 2026-03-01 12:00:00 UTC, last 2026-03-01 12:00:00 UTC',
        '',
        '  code      2  at app/main.tf:12',
        '  state     2',
        '  reality   50',
        '',
        '2026-03-01 12:00:00 UTC  scan: found at aws_cloudwatch_metric_alarm.error_rate threshold',
        '',
        'Next: kedge decide a1b2c3d4e5f6 --revert --reason "..."',
        '',
      ].join('\n'),
    );
  });

  it('follows it from found to closed, in UTC wherever it is read', () => {
    const found = difference();
    const scans = [shows(0, found), shows(2, { ...found, reality: value(60) }), scanAt(hour(30))];
    let known: readonly DriftRecord[] = [];
    const events: DriftEvent[] = [];
    for (const scan of scans) {
      const result = follow(known, scan);
      known = result.records;
      events.push(...result.events);
    }
    const [closed] = known;
    if (closed === undefined) throw new Error('Nothing is known.');
    const text = show(closed, events);
    expect(text).toContain('age       1d 6h, opened 2026-03-01 12:00:00 UTC, closed 2026-03-02 18:00:00 UTC');
    const times = [
      '03-01 12:00:00 UTC  scan: found',
      '03-01 14:00:00 UTC  scan: changed',
      '03-02 18:00:00 UTC  scan: resolved: by itself',
    ];
    const places = times.map((time) => text.indexOf(`2026-${time}`));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(text).toContain('                         2 -> 50\n');
    expect(text).toContain('                         50 -> 60\n');
    expect(text).not.toContain('Next:');
  });

  it('names who did what, on which evidence', () => {
    const decided = event({
      at: hour(1),
      kind: 'decided',
      actor: 'Ana Diaz <ana@example.com>',
      text: 'decided to revert: opened by mistake',
      evidence: { serial: 7, commit: 'c0ffee' },
    });
    expect(show(inState('approved'), [decided])).toContain(
      [
        '2026-03-01 13:00:00 UTC  Ana Diaz <ana@example.com>: decided to revert: opened by mistake',
        '                         commit c0ffee · serial 7',
      ].join('\n'),
    );
  });

  it('shows the decision with its reason, owner, end, approvals and record', () => {
    const of = decision({
      approvalsNeeded: 1,
      channel: '#inc',
      approvals: [{ by: 'Ben <ben@example.com>', at: hour(2), reason: null }],
      record: 'decisions/0007-load-test.md',
    });
    const text = show(inState('accepted'), [], of);
    expect(text).toContain('decision  D1: accept until 2026-04-01: it stays as it is, silently');
    expect(text).toContain('by        Ana Diaz <ana@example.com>, 2026-03-01 13:00:00 UTC');
    expect(text).toContain('reason    load test');
    expect(text).toContain('owner     @payments, channel #inc');
    expect(text).toContain('approvals 1 of 1: Ben <ben@example.com> (2026-03-01 14:00:00 UTC)');
    expect(text).toContain('record    decisions/0007-load-test.md');
    expect(text).toContain('Nothing of its past is remembered.');
  });

  it('says what flaps, how often it was reopened, and under which other names scans know it', () => {
    const text = show(
      record({ toggles: [hour(0), hour(1), hour(2)], timesReopened: 1, aliases: ['bbbbbbbbbbbb'] }),
    );
    expect(text).toContain('note      flapping: 3 times in 7d');
    expect(text).toContain('reopened 1 time');
    expect(text).toContain('also      bbbbbbbbbbbb');
  });

  it('never shows a secret: one that changed is said to have changed', () => {
    const secret = difference({
      intent: { kind: 'secret', digest: 'aaaaaaaaaaaa' },
      memory: { kind: 'secret', digest: 'aaaaaaaaaaaa' },
      reality: { kind: 'secret', digest: 'bbbbbbbbbbbb' },
    });
    const { records, events } = follow([], shows(0, secret));
    const [one] = records;
    const text = show(one ?? record(), events);
    expect(text).toContain('  reality   (sensitive)');
    expect(text).not.toMatch(/a{12}|b{12}/);
  });

  it.each([
    ['awaiting_approval', 'kedge approve'],
    ['approved', 'kedge fix'],
    ['acting', 'kedge fix'],
    ['proposed', 'kedge scan'],
    ['accepted', 'kedge decide a1b2c3d4e5f6 --withdraw'],
  ] as const)('of one that is %s leads on to %s', (state, command) => {
    expect(show(inState(state))).toContain(`Next: ${command}`);
  });

  it('keeps within the width', () => {
    const long = event({ text: 'a long story '.repeat(20), evidence: { scan: 's'.repeat(300) } });
    for (const width of [60, 100]) {
      const wide = show(record(), [long], decision({ reason: 'because '.repeat(30) }), width)
        .split('\n')
        .filter((line) => stringWidth(line) > width && !/s{50}|a1b2c3d4e5f6/.test(line));
      expect(wide).toEqual([]);
    }
  });

  it('shows nothing that a terminal would act on, and forges no line', () => {
    const hostile = event({
      actor: HOSTILE,
      text: HOSTILE,
      at: HOSTILE,
      evidence: { [HOSTILE]: HOSTILE, before: value(HOSTILE), after: value(1) },
    });
    const of = decision({ reason: HOSTILE, by: HOSTILE, owner: HOSTILE, channel: HOSTILE, id: HOSTILE });
    const text = show(record({ stack: HOSTILE, aliases: [HOSTILE] }), [hostile], of);
    expect(text.split('\n').filter((line) => /\p{Cc}|\p{Cf}|\u2028|^::|^## forged/u.test(line))).toEqual([]);
  });

  it('as JSON has the record, the decision and every event', () => {
    const json = driftTimelineJson(inState('accepted'), [event()], decision(), hour(50), context);
    expect(json).toMatchObject({
      version: '1.0',
      fingerprint: 'a1b2c3d4e5f6',
      state: 'accepted',
      decision: { id: 'D1', kind: 'accept', until: '2026-04-01', in_force: true, approvals_needed: 0 },
      timeline: [{ at: hour(0), kind: 'found', actor: null, text: event().text, evidence: {} }],
    });
    expect(driftTimelineJson(record(), [], null, hour(50), context)).toMatchObject({ decision: null });
  });
});
