import { describe, expect, it } from 'vitest';
import { changeStanding } from './change-standing.ts';

const NOTHING = {
  state: 'draft',
  state_meaning: '',
  step: null,
  gate: null,
  watch: null,
  verdict: null,
  hold: null,
  rollback: null,
  approvals_missing: 0,
} as const;

const AT = '2026-03-25T12:00:00Z';

describe('where a change stands', () => {
  it('names the gate that it waits at, what for, and when it is asked again', () => {
    const step = { index: 1, of: 2, name: 'a tenth', state: 'at_gate' } as const;
    const gate = { why: 'for data: error_rate has 2 of 6 blocks', next_at: AT };
    expect(changeStanding({ ...NOTHING, state: 'rolling', step, gate })).toEqual({
      title: 'At the gate after step 1 of 2, a tenth',
      text: 'It waits for data: error_rate has 2 of 6 blocks.',
      next: { what: 'asked again', at: AT },
    });
  });

  it('says of a watch how many looks were made, and when the next is', () => {
    const watch = {
      number: 1,
      started_at: AT,
      ends_at: AT,
      looks: 7,
      planned_looks: 24,
      left_ms: 1,
      next_look_at: AT,
    };
    expect(changeStanding({ ...NOTHING, state: 'watching', watch })).toMatchObject({
      title: '7 of 24 looks made',
      next: { at: AT },
    });
  });

  it('does not call a rollback that failed reverted, also when it was closed so', () => {
    const rollback = {
      trigger: 'regression',
      why: 'error_rate is worse.',
      done_at: null,
      verification: null,
      failed: 'the program ended with 3',
    };
    expect(changeStanding({ ...NOTHING, state: 'reverting', rollback })).toMatchObject({
      title: 'The rollback failed',
      text: 'The program ended with 3.',
    });
    expect(changeStanding({ ...NOTHING, state: 'closed', rollback }).title).toBe(
      'Closed though its rollback failed',
    );
    expect(
      changeStanding({ ...NOTHING, state: 'reverted', rollback: { ...rollback, failed: null } }).text,
    ).toBe('Because of a regression: error_rate is worse.');
  });

  it('does not say that nothing got worse when a person said so against the judge', () => {
    const verdict = {
      outcome: 'REGRESSED',
      sentence: 'it is worse',
      at: AT,
      watch: 1,
      look: 3,
      settled: false,
      overridden: { by: 'Ana <ana@example.com>', reason: 'a load test made it' },
    } as const;
    expect(changeStanding({ ...NOTHING, state: 'cleared', verdict })).toMatchObject({
      title: 'Cleared against the judge',
      text: 'A load test made it.',
    });
  });

  it('asks for approvals before it says that it is ready', () => {
    expect(changeStanding({ ...NOTHING, state: 'ready', approvals_missing: 1 }).title).toBe(
      '1 approval missing',
    );
    expect(changeStanding({ ...NOTHING, state: 'ready' }).title).toBe('Ready to start');
  });
});
