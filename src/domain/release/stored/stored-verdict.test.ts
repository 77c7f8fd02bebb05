import { expect, it } from 'vitest';
import { sampleMetric, sampleSeries, sampleWatch } from '../sample-evidence.ts';
import { replayVerdict, storedVerdict } from './stored-verdict.ts';

const evidence = {
  watch: sampleWatch({ contaminations: [{ fromMs: 0, toMs: 1, what: 'long ago' }] }),
  metrics: [
    sampleMetric({ release: sampleSeries({ factor: 1.5 }) }),
    sampleMetric({
      control: sampleSeries({ seed: 900 }),
      controlQuality: { arrival: 'fresh', watchFaults: { repeated: 2 }, historyFaults: {} },
    }),
  ],
};
const text = storedVerdict(evidence);

it('a stored verdict comes out of its own evidence again, byte for byte', () => {
  expect(replayVerdict(text)).toMatchObject({ same: true, text });
});

it('the order in which evidence was put together does not matter', () => {
  const turned = { metrics: evidence.metrics, watch: { ...evidence.watch } };
  expect(storedVerdict(turned)).toBe(text);
});

it('a verdict that was changed is found out, and so is evidence', () => {
  const verdict = replayVerdict(text.replace('"INCONCLUSIVE"', '"CLEARED"'));
  expect(verdict).toMatchObject({ same: false });
  expect(verdict.same ? '' : verdict.why).toContain('CLEARED');
  const [, number = ''] = /"num": \[(\d+\.\d+)/.exec(text) ?? [];
  expect(replayVerdict(text.replace(number, `${Number(number) + 1}`)).same).toBe(false);
});

it('a verdict of another version is named as such', () => {
  const other = text.replaceAll('kedge-judge/2', 'kedge-judge/0');
  expect(replayVerdict(other)).toMatchObject({ same: false, why: expect.stringContaining('kedge-judge/0') });
});

it.each(['', '{}', 'null', '[1]', '{"format":"kedge-verdict/1"}', text.slice(0, 400)])(
  'what is no stored verdict is said to be none (%#)',
  (broken) => {
    expect(replayVerdict(broken)).toMatchObject({ same: false, why: expect.stringMatching(/not/) });
  },
);
