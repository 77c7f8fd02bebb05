import { describe, expect, it } from 'vitest';
import { collectorPace } from './collector-pace.ts';

describe('the pace at which the engine and providers collect garbage', () => {
  it('is slower than usual for a stack that is small or not known yet', () => {
    for (const known of [0, 4, 400]) {
      expect(collectorPace(known, {})).toEqual({ engine: { GOGC: '300' }, provider: { GOGC: '200' } });
    }
  });

  it.each([
    ['for a large stack', 401, {}],
    ['when the user set one', 4, { GOGC: '50' }],
    ['when the user limits the memory', 4, { GOMEMLIMIT: '100MiB' }],
  ])('is left alone %s', (_, known, env) => {
    expect(collectorPace(known, env)).toEqual({ engine: {}, provider: {} });
  });
});
