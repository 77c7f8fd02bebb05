import { array, assert, boolean, constantFrom, integer, property, tuple } from 'fast-check';
import { expect, it } from 'vitest';
import type { MetricEvidence, Watch } from '../evidence.ts';
import { lookWithControl, openWithControl } from './look-with-control.ts';
import { runWithControl } from './run-with-control.ts';

const HOUR = 3_600_000;
const DAYS = 3;
const START = DAYS * 24;

const wave = (i: number): number => 1 + 0.2 * Math.sin(i * 1.7) + 0.1 * Math.sin(i * 12.9898);

function evidenceOf(
  kind: 'count' | 'ratio',
  worse: 'higher' | 'lower',
  watched: readonly (readonly [factor: number, release: boolean, control: boolean])[],
): MetricEvidence {
  const length = START + watched.length;
  const arm = (seed: number, of: (i: number) => number, known: (i: number) => boolean) => {
    const at = (i: number, value: number): number => (i < START || known(i - START) ? value : 0);
    return {
      startMs: 0,
      blockMs: HOUR,
      num: Float64Array.from({ length }, (_, i) => at(i, Math.round(100 * wave(i + seed) * of(i)))),
      den: Float64Array.from({ length }, (_, i) => at(i, 5000)),
    };
  };
  const quality = { arrival: 'fresh', watchFaults: {}, historyFaults: {} } as const;
  return {
    plan: { name: 'm', kind, worse, tolerance: 0.05, mustDetect: 0.3 },
    query: '',
    outage: null,
    release: arm(
      1,
      (i) => watched[i - START]?.[0] ?? 1,
      (i) => watched[i]?.[1] ?? true,
    ),
    control: arm(
      2,
      () => 1,
      (i) => watched[i]?.[2] ?? true,
    ),
    quality,
    controlQuality: quality,
    siblings: [],
  };
}

const blocks = array(tuple(constantFrom(1, 1, 1.1, 2, 0.7), boolean(), boolean()), {
  minLength: 1,
  maxLength: 40,
});

it('look by look says what judging the whole watch says, also when blocks come in late', () => {
  assert(
    property(
      constantFrom<'count' | 'ratio'>('count', 'ratio'),
      constantFrom<'higher' | 'lower'>('higher', 'lower'),
      blocks,
      integer({ min: 0, max: 39 }),
      (kind, worse, watched, late) => {
        const watchOf = (over: number): Watch => ({
          startMs: START * HOUR,
          watchMs: watched.length * HOUR,
          asOfMs: (START + over) * HOUR,
          familyAlpha: 0.05,
          contaminations: [],
        });
        let opening = openWithControl(evidenceOf(kind, worse, []), watchOf(0));
        for (let number = 1; number <= watched.length; number += 1) {
          // A source that is away leaves a block for a later look.
          const seen = watched
            .slice(0, number)
            .map((block, i) => (i === late && number < late + 3 ? ([1, false, false] as const) : block));
          const evidence = evidenceOf(kind, worse, seen);
          const step = lookWithControl(opening, evidence, watchOf(number), 0.05, number);
          opening = step.opening;
          const whole = runWithControl(evidence, watchOf(number), 0.05).looks.at(-1) ?? null;
          expect(step.look).toEqual(whole?.blocks === number ? whole : null);
        }
      },
    ),
    { numRuns: 60 },
  );
});
