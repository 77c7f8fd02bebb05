import { describe, expect, it } from 'vitest';
import { changeText, lookText, valueText } from './metric-text.ts';

describe('a value of a metric', () => {
  it.each([
    [0.0123, 'share', '1.23 %'],
    [0.5, 'share', '50 %'],
    [0, 'share', '0 %'],
    [1234.5, 'number', '1,230'],
    [0.00002, 'number', '2.0e-5'],
  ] as const)('of %d as a %s reads %s', (value, unit, text) => {
    expect(valueText(value, unit)).toBe(text);
  });

  it('that is not known is no zero', () => {
    expect(valueText(null, 'share')).toBe('–');
  });
});

describe('a change', () => {
  it('has its sign, and a digit more where it is small', () => {
    expect([0.123, -0.034, 0.004, 0, -0.0001].map(changeText)).toEqual([
      '+12 %',
      '−3 %',
      '+0.4 %',
      '±0 %',
      '±0 %',
    ]);
  });
});

describe('a look', () => {
  it('is told in the words of its method', () => {
    const look = { statistic: Math.log(1.03), bound: Math.log(1.08) };
    expect(lookText(look, 'before and after')).toBe(
      'at least +3 % against every baseline; alarms above +8 %',
    );
    expect(lookText({ statistic: Math.log(4), bound: Math.log(300) }, 'counts with a control')).toBe(
      'evidence of 1 in 4; alarms at 1 in 300',
    );
    expect(lookText({ statistic: 0.2, bound: 0.5 }, 'ratios with a control')).toBe(
      'excess 0.2; alarms above 0.5',
    );
  });

  it('that judged nothing says so', () => {
    expect(lookText({ statistic: null, bound: 1 }, 'before and after')).toBe(
      'nothing that could be judged yet',
    );
  });
});
