import { describe, expect, it } from 'vitest';
import { openedChange, declaration } from './draft-for-test.ts';
import { askDrift } from './drift-check.ts';
import { askErrorBudget } from './error-budget.ts';
import { askFreezes } from './freeze-calendar.ts';
import { askGate } from './gate.ts';
import type { MetricReading } from './metric-condition.ts';
import { metricConditionHolds } from './metric-condition.ts';
import { askStops } from './stop-answer.ts';
import { contaminationsIn } from './watch-contamination.ts';
import { watchAfter } from './watch-grid.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 2, 1, 12);
const reading = (over: Partial<MetricReading> = {}): MetricReading => ({
  now: 0.01,
  since: 0.01,
  baseline: 0.01,
  change: 0,
  blocks: 6,
  ...over,
});

describe('a condition over metrics', () => {
  it('holds or does not, and is undecided where what it needs was not measured', () => {
    const readings = { error_rate: reading({ now: 0.2 }), p95_latency: reading({ change: null }) };
    expect(metricConditionHolds('error_rate.now > 0.1', readings)).toEqual({ held: true });
    expect(metricConditionHolds('error_rate.now > 0.3', readings)).toEqual({ held: false });
    expect(metricConditionHolds('p95_latency.change < 0.1', readings)).toHaveProperty('unknown');
    expect(metricConditionHolds('p95_latency["change"] < 0.1', readings)).toHaveProperty('unknown');
  });
});

describe('a gate', () => {
  const gate = { atLeastMs: HOUR, blocks: 3, conditions: ['error_rate.change < 0.1'], manual: false };
  const moment = {
    nowMs: NOW,
    sinceMs: NOW - HOUR,
    readings: { error_rate: reading() },
    promoted: false,
    blockMs: 300_000,
  };

  it('opens when its time, its data and its conditions are there', () => {
    expect(askGate(gate, moment)).toEqual({ open: true });
  });

  it.each([
    ['time', { sinceMs: NOW - HOUR + 1 }],
    ['data', { readings: { error_rate: reading({ blocks: 2 }) } }],
    ['a condition', { readings: { error_rate: reading({ change: 0.2 }) } }],
    ['a value', { readings: { error_rate: reading({ change: null }) } }],
    ['metrics', { readings: null }],
  ])('stays shut for want of %s', (_what, over) => {
    expect(askGate(gate, { ...moment, ...over })).toMatchObject({ open: false });
  });

  it('that a person opens does not open on their word alone', () => {
    const manual = { ...gate, manual: true };
    expect(askGate(manual, moment)).toMatchObject({ open: false, manual: true });
    expect(askGate(manual, { ...moment, promoted: true })).toEqual({ open: true });
    expect(askGate(manual, { ...moment, promoted: true, readings: null })).toMatchObject({ open: false });
  });
});

describe('what stops a change', () => {
  const of = declaration({
    stopConditions: [
      { kind: 'metrics', id: 'errors', when: 'error_rate.now > 0.1' },
      { kind: 'elapsed', id: 'too long', afterMs: DAY },
    ],
  });
  const ask = (over: object) =>
    askStops(of, {
      nowMs: NOW,
      startedMs: NOW - HOUR,
      readings: { error_rate: reading() },
      programs: new Map(),
      ...over,
    });

  it('fires, does not fire, or is not known', () => {
    expect(ask({})).toEqual({ fired: null, unknown: [] });
    expect(ask({ readings: { error_rate: reading({ now: 0.2 }) } }).fired?.trigger).toBe('stop_condition');
    expect(ask({ startedMs: NOW - 2 * DAY }).fired?.why).toContain('time has run out');
    expect(ask({ readings: null }).unknown).toHaveLength(1);
  });

  it('that is a program which was not run is not known', () => {
    const program = declaration({
      stopConditions: [{ kind: 'command', id: 'alarm', command: { argv: ['ask'], timeoutMs: 1, env: [] } }],
    });
    const answer = (exitCode: number | null) =>
      askStops(program, {
        nowMs: NOW,
        startedMs: NOW,
        readings: {},
        programs: new Map([['alarm', { exitCode, problem: null }]]),
      });
    expect([answer(0).fired, answer(1).fired?.trigger, answer(null).unknown.length]).toEqual([
      null,
      'stop_condition',
      1,
    ]);
  });
});

describe('a check before the start', () => {
  const scan = {
    id: 's',
    stack: 'net',
    at: new Date(NOW - HOUR).toISOString(),
    status: 'in_sync',
    drift: 0,
  } as never;

  it('takes no old scan and no stack that was never read for in sync', () => {
    const stack = { stack: 'net', lastScan: scan, records: [] };
    expect(askDrift([stack], NOW, DAY).outcome).toBe('passed');
    expect(askDrift([stack], NOW + 2 * DAY, DAY).outcome).toBe('unknown');
    expect(askDrift([{ ...stack, lastScan: null }], NOW, DAY).outcome).toBe('unknown');
    expect(askDrift([], NOW, DAY).outcome).toBe('failed');
  });

  it('meets a freeze that begins during the rollout', () => {
    const freeze = { fromMs: NOW + HOUR, toMs: NOW + DAY, why: 'the sale' };
    expect(askFreezes([freeze], NOW, 0).outcome).toBe('passed');
    expect(askFreezes([freeze], NOW, 2 * HOUR).outcome).toBe('failed');
    expect(askFreezes([freeze], NOW + DAY, HOUR).outcome).toBe('passed');
  });

  it('counts what is left of an error budget, and half a window is not enough', () => {
    const series = (rate: number, known = 10) => ({
      startMs: 0,
      blockMs: HOUR,
      num: Float64Array.from({ length: 10 }, (_, i) => (i < known ? rate * 1000 : 0)),
      den: Float64Array.from({ length: 10 }, (_, i) => (i < known ? 1000 : 0)),
    });
    expect(askErrorBudget(series(0.005), 0.01, 0.2).outcome).toBe('passed');
    expect(askErrorBudget(series(0.009), 0.01, 0.2).outcome).toBe('failed');
    expect(askErrorBudget(series(0, 4), 0.01, 0.2).outcome).toBe('unknown');
  });
});

describe('a watch', () => {
  const terms = declaration().watch;

  it('begins with a whole block, and moves the days before by whole days over a long rollout', () => {
    const after = (tookMs: number) =>
      watchAfter(terms, 1, { rolloutStartMs: NOW, rolloutEndMs: NOW + tookMs });
    expect(after(60_000)).toMatchObject({ startMs: NOW + 300_000, shiftDays: 0, looks: 0 });
    expect([after(0.9 * HOUR).shiftDays, after(2 * HOUR).shiftDays, after(25 * HOUR).shiftDays]).toEqual([
      0, 1, 2,
    ]);
  });

  it('is contaminated by drift of its stack, by a fix, by another change and by a touched control, and by nothing else', () => {
    const watched = openedChange(declaration({ stacks: ['net'], controlServices: ['stable'] }));
    const other = (over: object) => ({
      ...openedChange(declaration({ services: ['stable'], ...over })),
      id: 'other',
      startedAt: new Date(NOW + HOUR).toISOString(),
    });
    const found = (over: object) =>
      contaminationsIn(
        watched,
        { startMs: NOW, asOfMs: NOW + DAY },
        { scans: [], fixes: [], changes: [watched], ...over },
      ).map(({ what }) => what);
    const drifted = { stack: 'net', drift: 1, at: new Date(NOW + HOUR).toISOString() } as never;
    expect(found({ scans: [drifted] })).toEqual(['the stack net drifted']);
    expect(
      found({ fixes: [{ stack: 'net', startedAt: new Date(NOW + HOUR).toISOString(), endedAt: null }] }),
    ).toEqual(['a fix of drift changed the stack net']);
    expect(found({ changes: [other({})] })).toEqual(['the control stable was touched (other)']);
    expect(found({ changes: [other({ services: ['checkout'] })] })).toEqual([
      'another change ran on the service checkout (other)',
    ]);
    expect(
      found({
        changes: [other({ services: ['mail'] })],
        fixes: [{ stack: 'app', startedAt: new Date(NOW).toISOString(), endedAt: null }],
      }),
    ).toEqual([]);
  });
});
