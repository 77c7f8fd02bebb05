import { expect, it } from 'vitest';
import { takeToken, type RateBucket } from './rate-bucket.ts';

const limit = { burst: 2, perMinute: 60 };

it('gives as many at once as it holds, then one each time it says', () => {
  let bucket: RateBucket | null = null;
  const answers: unknown[] = [];
  for (const now of [0, 0, 0, 999, 1000, 1001]) {
    const taken = takeToken(bucket, limit, now);
    bucket = taken.bucket;
    answers.push(taken.answer);
  }
  expect(answers).toEqual([
    { taken: true },
    { taken: true },
    { taken: false, waitMs: 1000 },
    { taken: false, waitMs: 1 },
    { taken: true },
    { taken: false, waitMs: 999 },
  ]);
});

it('never holds more than its burst, however long nobody asked', () => {
  const { bucket } = takeToken({ tokens: 0, atMs: 0 }, limit, 86_400_000);
  expect(bucket.tokens).toBe(1);
});

it('gives nothing for a clock that was set back, and takes nothing', () => {
  const { bucket, answer } = takeToken({ tokens: 0.5, atMs: 10_000 }, limit, 0);
  expect(answer).toEqual({ taken: false, waitMs: 500 });
  expect(bucket).toEqual({ tokens: 0.5, atMs: 10_000 });
});
