import { array, assert, boolean, constantFrom, integer, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../release/outcome.ts';
import { actOnChange, KEDGE } from './act-on-change.ts';
import { CHANGE_STATES } from './change-state.ts';
import type { Change } from './change.ts';
import { openedChange } from './draft-for-test.ts';
import type { ArmBlocks, Look } from './look.ts';
import { followSettled } from './settled-verdict.ts';
import { settledWatch } from './settled-watch.ts';
import { settlingOf } from './settling.ts';
import { nextBlock } from './watch-evidence.ts';
import type { MetricHistory, StoredBlocks } from './watch-history.ts';

const AT = '2026-03-01T10:00:00.000Z';
const HOUR = 3_600_000;

const arm = (from: number, values: readonly (number | null)[], over: Partial<ArmBlocks> = {}): ArmBlocks => ({
  from,
  num: values.map((value) => value ?? 0),
  den: values.map((value) => (value === null ? 0 : 1)),
  faults: {},
  newestMs: null,
  provisionalFromMs: null,
  ...over,
});
const look = (number: number, release: ArmBlocks): Look => ({
  watch: 1,
  number,
  at: AT,
  asOfMs: number * HOUR,
  outcome: 'INCONCLUSIVE',
  metrics: [
    { name: 'cost', release, control: null, outage: null, statistic: null, bound: null, alarm: false },
  ],
  contaminations: [],
  undecided: [],
  followed: 'look on',
});
const blocks = (values: readonly (number | null)[]): StoredBlocks => {
  const { num, den } = arm(0, values);
  return { startMs: 0, blockMs: HOUR, num, den };
};
const history = (release: StoredBlocks, provisionalFromMs: number | null = null): MetricHistory => ({
  name: 'cost',
  query: 'bill',
  threshold: null,
  slowShares: null,
  release,
  control: null,
  faults: {},
  controlFaults: {},
  provisionalFromMs,
  siblings: [],
});

describe('what may still be corrected', () => {
  it('is nothing where everything that was read was final', () => {
    expect(settlingOf({ metrics: [history(blocks([1]))] }, [look(1, arm(0, [1]))], AT)).toBeNull();
  });

  it('is named with the earliest instant from which it is not final, in the days before as in the watch', () => {
    const looks = [
      look(1, arm(0, [1], { provisionalFromMs: 7 })),
      look(2, arm(1, [1], { provisionalFromMs: 5 })),
    ];
    const settling = settlingOf({ metrics: [history(blocks([1]), 3)] }, looks, AT);
    expect(settling).toMatchObject({ metrics: ['cost'], provisionalFromMs: 3, blocked: null });
    expect(settling?.nextAt).toBe('2026-03-02T10:00:00.000Z');
  });
});

const values = array(tuple(boolean(), integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 12 }).map(
  (each) => each.map(([known, value]) => (known ? value : null)),
);

it('a watch that settled knows every block that was known before or is known now, and the newer value counts', () => {
  assert(
    property(values, values, values, (before, past, read) => {
      const looks = before.map((value, i) => look(i + 1, arm(i, [value])));
      const now = { history: history(blocks(read)), release: arm(0, read), control: null };
      const { history: settled, look: one } = settledWatch(
        { metrics: [history(blocks(past))] },
        looks,
        new Map([['cost', now]]),
        { watch: 2, at: AT },
      );
      const expected = (old: readonly (number | null)[]): readonly (number | null)[] =>
        Array.from({ length: Math.max(old.length, read.length) }, (_, i) => read[i] ?? old[i] ?? null);
      const seen = ({ num, den }: Pick<StoredBlocks, 'num' | 'den'>): readonly (number | null)[] =>
        num.map((value, i) => (den[i] === 0 ? null : value));
      expect(seen(one.metrics[0]?.release ?? arm(0, []))).toEqual(expected(before));
      expect(seen(settled.metrics[0]?.release ?? blocks([]))).toEqual(expected(past));
      expect([one.number, one.asOfMs, one.watch]).toEqual([before.length, before.length * HOUR, 2]);
      expect(nextBlock([one], 'cost', 'release')).toBe(Math.max(before.length, read.length));
    }),
  );
});

it('a metric that was final is taken as its looks read it, whatever else settled', () => {
  const looks = [look(1, arm(0, [4])), look(2, arm(1, [5], { faults: { 'counter reset': 1 } }))];
  const { look: one } = settledWatch({ metrics: [history(blocks([1]))] }, looks, new Map(), {
    watch: 2,
    at: AT,
  });
  expect(one.metrics[0]?.release).toMatchObject({ from: 0, num: [4, 5], faults: { 'counter reset': 1 } });
});

const ended = record({
  state: constantFrom(...CHANGE_STATES),
  rolledOut: boolean(),
  takenBack: boolean(),
  before: constantFrom(...OUTCOMES),
  after: constantFrom(...OUTCOMES),
});

it('a decision is reopened exactly when what settled is worse and the change still stands', () => {
  const watch = { number: 1, startMs: 0, watchMs: HOUR, blockMs: HOUR, looks: 1, shiftDays: 0 };
  const rollback = {
    why: 'w',
    trigger: 'person',
    runs: [],
    doneAt: null,
    verification: null,
    failed: null,
    code: null,
  };
  assert(
    property(ended, ({ state, rolledOut, takenBack, before, after }) => {
      const change: Change = openedChange(undefined, {
        state,
        watch: rolledOut ? watch : null,
        rollback: takenBack ? rollback : null,
        verdict: {
          outcome: before,
          at: AT,
          watch: 1,
          look: 1,
          sentence: '',
          overridden: null,
          settled: false,
        },
      });
      const follows = followSettled(change, after);
      const isWorse = OUTCOMES.indexOf(after) > OUTCOMES.indexOf(before);
      expect(follows === 'reopened').toBe(isWorse && rolledOut && !takenBack);
      expect(follows === 'same').toBe(before === after);
      const acted = actOnChange(change, {
        action: 'reopen',
        actor: KEDGE,
        at: AT,
        reason: 'the bill is higher',
      });
      const may = (state === 'cleared' || state === 'closed') && rolledOut && !takenBack;
      expect('change' in acted).toBe(may);
      const reopened = 'change' in acted ? acted.change : null;
      expect([reopened?.state, reopened?.closedAt]).toEqual(may ? ['holding', null] : [undefined, undefined]);
      const byOwner = actOnChange(change, {
        action: 'reopen',
        actor: change.declaration.owner,
        at: AT,
        reason: 'the bill is higher',
      });
      expect(byOwner).toHaveProperty('refused');
    }),
  );
});
