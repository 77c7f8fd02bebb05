import { describe, expect, it } from 'vitest';
import { phasesOf } from './phases.ts';

const AT = '2026-03-25T12:00:00Z';

const STEP = {
  index: 1,
  name: 'a tenth',
  reach: '10 %',
  argv: [],
  state: 'done' as const,
  started_at: null,
  ended_at: null,
  exit_code: 0,
  problem: null,
  output_sha256: null,
  promoted_by: null,
};

const BUILD = { name: 'build', kind: 'command', result: 'passed' as const, text: '' };

const CHANGE: Parameters<typeof phasesOf>[0] = {
  state: 'rolling',
  step: { index: 1, of: 2, name: 'a tenth', state: 'at_gate' },
  watch: null,
  verdict: null,
  rollback: null,
  started_at: AT,
  checks: { at: AT, counts_until: AT, green: true, results: [BUILD] },
  steps: [STEP, { ...STEP, index: 2, name: 'everything', state: 'to_come' }],
};

const WATCH = {
  number: 1,
  started_at: AT,
  ends_at: AT,
  looks: 3,
  planned_looks: 24,
  left_ms: 0,
  next_look_at: null,
};

const VERDICT = {
  outcome: 'REGRESSED' as const,
  sentence: '',
  at: AT,
  watch: 1,
  look: 3,
  settled: false,
  overridden: null,
};

const states = (change: typeof CHANGE): readonly string[] => phasesOf(change).map(({ state }) => state);

describe('the way of a change', () => {
  it('waits at the gate of the step that was made last', () => {
    expect(states(CHANGE)).toEqual(['done', 'waits', 'to_come', 'to_come', 'to_come']);
  });

  it('says of checks how many are not green; what could not be found out is not', () => {
    const results = [BUILD, { ...BUILD, name: 'drift', result: 'unknown' as const }];
    const [first] = phasesOf({
      ...CHANGE,
      state: 'draft',
      step: null,
      started_at: null,
      checks: { at: AT, counts_until: AT, green: false, results },
    });
    expect(first).toMatchObject({ detail: '1 of 2 not green', state: 'failed' });
  });

  it('leaves out what was never rolled out when it is taken back', () => {
    expect(states({ ...CHANGE, state: 'reverted', step: null })).toEqual([
      'done',
      'done',
      'left_out',
      'left_out',
      'done',
    ]);
  });

  it('ends in a rollback where the watch called a regression', () => {
    const reverting = { ...CHANGE, state: 'reverting' as const, step: null, watch: WATCH, verdict: VERDICT };
    expect(phasesOf(reverting).slice(-2)).toMatchObject([
      { name: 'Watch', detail: 'regressed', state: 'failed' },
      { name: 'Rollback', state: 'now' },
    ]);
  });

  it('has no end before there is one', () => {
    const watching = { ...CHANGE, state: 'watching' as const, step: null, watch: WATCH };
    expect(phasesOf(watching).slice(-2)).toMatchObject([
      { detail: 'look 3 of 24', state: 'now' },
      { state: 'to_come' },
    ]);
  });
});
