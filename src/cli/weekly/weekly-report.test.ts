import { describe, expect, it } from 'vitest';
import { driftFigures } from '#domain/drift/life/drift-figures.ts';
import { judgeObjectives, type DriftObjectives } from '#domain/drift/life/drift-objectives.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { DEFAULT_FLAPPING } from '#domain/drift/life/flapping.ts';
import {
  decision,
  difference,
  event,
  hour,
  inState,
  record,
  summary,
} from '#domain/drift/life/sample-life.ts';
import type { WeeklyFacts } from './weekly-facts.ts';
import { weeklyReport } from './weekly-report.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
const NOW = hour(96);
const SINCE = hour(96 - 168);
const BEN = 'Ben Ode <ben@example.com>';

const OBJECTIVES: DriftObjectives = {
  limits: { age_p95: 48 * 3_600_000, time_to_verify_p95: 48 * 3_600_000, unknown_share: 0.9 },
  windowMs: WEEK_MS,
};

const named = (fingerprint: string, given: Partial<DriftRecord> = {}, address = `aws_x.n${fingerprint[0]}`) =>
  record({ ...given, difference: difference({ fingerprint, address, path: 'size' }) });

function factsOf(given: Partial<WeeklyFacts> = {}): WeeklyFacts {
  const { records = [], scans = [] } = given;
  const figures = driftFigures(records, scans, NOW, WEEK_MS);
  return {
    events: [],
    scans,
    decisions: [],
    records,
    stacks: [],
    figures,
    verdicts: judgeObjectives(figures, OBJECTIVES),
    attention: { decisions: new Map(), flapping: DEFAULT_FLAPPING, objectives: OBJECTIVES },
    ...given,
  };
}

const sectionOf = (title: string, given: Partial<WeeklyFacts>): string =>
  weeklyReport(factsOf(given), SINCE, NOW).split(`## ${title}\n\n`)[1]?.split('\n\n## ')[0] ??
  'no such section';

describe('the report of a week', () => {
  it('of nothing says that nobody knows, and is green nowhere', () => {
    expect(weeklyReport(factsOf(), SINCE, NOW)).toBe(`# Drift from 2026-02-26 to 2026-03-05

**No stack was scanned in these days: nobody knows what has happened.**

## Found

0 differences found, 0 found again.

## Decided

0 decisions by 0 people.

## Closed

0 differences: 0 acted on and verified by a fresh read, 0 gone by itself.

## Ages and times

No difference is known to be open.

| Figure | Value | Points | Objective |  |
| --- | --- | --- | --- | --- |
| age of open drift, median | no data | 0 |  |  |
| age of open drift, 95th percentile | no data | 0 | at most 2d | **no data** |
| from opened to the first decision, median | no data | 0 |  |  |
| from opened to the first decision, 95th percentile | no data | 0 |  |  |
| from the decision to verified, median | no data | 0 |  |  |
| from the decision to verified, 95th percentile | no data | 0 | at most 2d | **no data** |
| scans that could not read everything | no data | 0 | at most 90 % | **no data** |
| found differences that rules took out | no data | 0 |  |  |

## Flapping

Nothing flaps.

## Overdue

Nothing is overdue.

## Unknown

0 of 0 stacks could not be read when last tried.
`);
  });

  it('says what the scans of these days could read', () => {
    const scans = [
      summary({ id: 'a', stack: 'app' }),
      summary({ id: 'b', stack: 'app' }),
      summary({ id: 'c', stack: 'data', status: 'unknown', unknown: 'locked' }),
    ];
    const stacks = ['app', 'data', 'lab'].map((stack) => ({
      stack,
      path: stack,
      owner: stack === 'data' ? '@data' : null,
      lastScan: scans.findLast((scan) => scan.stack === stack) ?? null,
      moves: [],
    }));
    expect(weeklyReport(factsOf({ scans, stacks }), SINCE, NOW)).toContain(
      '3 scans; 1 of 3 stacks read at least once.',
    );
    expect(sectionOf('Unknown', { scans, stacks })).toBe(`2 of 3 stacks could not be read when last tried.

| Stack | Owner | Why | Since the last try |
| --- | --- | --- | --- |
| \`data\` | &#64;&#8203;data | locked | 4d |
| \`lab\` |  | never scanned |  |
`);
  });

  it('counts a difference once, however often it was found', () => {
    const records = [named('aaaaaaaaaaaa'), named('bbbbbbbbbbbb', { state: 'resolved', closedAt: hour(2) })];
    const events = [
      event({ fingerprint: 'aaaaaaaaaaaa' }),
      event({ fingerprint: 'bbbbbbbbbbbb' }),
      event({ fingerprint: 'bbbbbbbbbbbb', kind: 'vanished' }),
      event({ fingerprint: 'aaaaaaaaaaaa', kind: 'reopened' }),
      event({ fingerprint: 'aaaaaaaaaaaa', kind: 'reopened' }),
      event({ fingerprint: 'cccccccccccc', kind: 'verified' }),
      event({ fingerprint: 'dddddddddddd', kind: 'not_verified' }),
    ];
    expect(sectionOf('Found', { records, events })).toBe(`2 differences found, 1 found again.

| Severity | Stack | Place | Now |
| --- | --- | --- | --- |
| medium | \`app\` | \`aws_x.na\` \`size\` | open |
| medium | \`app\` | \`aws_x.nb\` \`size\` | resolved |`);
    expect(sectionOf('Closed', { records, events })).toBe(
      '2 differences: 1 acted on and verified by a fresh read, 1 gone by itself.\n\n1 difference acted on and still there afterwards.',
    );
  });

  it('says who decided what, and what waits for a second person', () => {
    const subject = {
      fingerprint: 'a',
      stack: 'app',
      address: 'a',
      path: '',
      reality: '',
      intent: '',
      evidence: null,
    };
    const decisions = [
      decision({ id: '1', subjects: [subject, subject] }),
      decision({ id: '2', kind: 'revert', subjects: [subject], approvalsNeeded: 1 }),
      decision({ id: '3', kind: 'adopt', by: BEN, subjects: [subject], approvalsNeeded: 1, inForce: false }),
    ];
    expect(sectionOf('Decided', { decisions }))
      .toBe(`3 decisions by 2 people. 1 decision of these wait for a second person.

| Who | revert | adopt | accept | ignore | Decisions |
| --- | --- | --- | --- | --- | --- |
| Ana Diaz &#60;ana&#64;&#8203;example.com&#62; | 1 | 0 | 2 | 0 | 2 |
| Ben Ode &#60;ben&#64;&#8203;example.com&#62; | 0 | 1 | 0 | 0 | 1 |`);
  });

  it('names what flaps and what is overdue', () => {
    const records = [
      named('aaaaaaaaaaaa', { toggles: [hour(90), hour(91), hour(92)], openedAt: hour(92) }),
      named('bbbbbbbbbbbb', { openedAt: hour(0) }),
      inState('accepted', {
        difference: difference({ fingerprint: 'cccccccccccc', address: 'aws_x.nc', path: '' }),
      }),
    ];
    const decisions = new Map([['D1', { until: '2026-03-07' }]]);
    const attention = { decisions, flapping: DEFAULT_FLAPPING, objectives: OBJECTIVES };
    expect(sectionOf('Flapping', { records, attention })).toBe(`1 difference.

| Stack | Place | What |
| --- | --- | --- |
| \`app\` | \`aws_x.na\` \`size\` | flapping: 3 times in 7d |`);
    expect(sectionOf('Overdue', { records, attention })).toBe(`2 differences.

Objective missed: age of open drift, 95th percentile.

| Stack | Place | What |
| --- | --- | --- |
| \`app\` | \`aws_x.nb\` \`size\` | overdue: older than the objective of 2d |
| \`app\` | \`aws_x.nc\` | the acceptance ends in 2 days (2026-03-07) |`);
    expect(sectionOf('Ages and times', { records, attention })).toMatch(
      /^2 differences open, the oldest for 4d\.\n[^]*\| age of open drift, 95th percentile \| 4d \| 2 \| at most 2d \| \*\*missed\*\* \|/,
    );
  });

  it('counts the rows that it leaves out', () => {
    const records = Array.from({ length: 30 }, (_, i) => named(String(i).padStart(12, 'a')));
    const events = records.map(({ fingerprint }) => event({ fingerprint }));
    const found = sectionOf('Found', { records, events });
    expect(found.split('\n').filter((line) => line.startsWith('| medium'))).toHaveLength(25);
    expect(found).toContain('5 more: `kedge drift` has all that are open.');
  });

  it('lets no name out of its cell', () => {
    const hostile = 'x | y\n## <img src=x> @team [a](http://b.example) `c`';
    const records = [
      record({
        stack: hostile,
        difference: difference({ address: hostile, path: hostile }),
        openedAt: hour(0),
        toggles: [hour(90), hour(91), hour(92)],
      }),
    ];
    const stacks = [{ stack: hostile, path: '', owner: hostile, lastScan: null, moves: [] }];
    const events = [event({ stack: hostile })];
    const decisions = [decision({ by: hostile })];
    const text = weeklyReport(factsOf({ records, stacks, events, decisions }), SINCE, NOW);
    expect(text.match(/^#+ /gm)).toHaveLength(8);
    expect(text).not.toMatch(/<img|\]\(|@team|http:\/\//);
    const widths = new Map([
      ['Found', 6],
      ['Decided', 8],
      ['Flapping', 5],
      ['Overdue', 5],
      ['Unknown', 6],
    ]);
    for (const [title, width] of widths) {
      const rows = (text.split(`## ${title}\n`)[1]?.split('\n## ')[0] ?? '')
        .split('\n')
        .filter((line) => line.startsWith('|'));
      expect(rows.map((row) => row.split('|').length)).toEqual([width, width, width]);
    }
  });
});
