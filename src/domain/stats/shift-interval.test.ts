import { describe, expect, it } from 'vitest';
import { shiftInterval, shiftStatistic } from './shift-interval.ts';

/** From the public tests of the canary judge Kayenta (Apache-2.0), which hold the interval against R. */
const CONTROL = [
  1.5, 6, 5, 2.5, 2.5, 2, 2, 3.5, 3, 3, 3, 2, 3, 8, 4, 2.5, 3, 2.5, 2.5, 2, 2.5, 2, 2, 2.5, 3.5, 3, 1.5, 5,
  2.5, 5.5, 2, 2.5, 3.5, 2, 2.5, 4, 2, 2, 2, 2, 5.5, 4.5, 4, 3, 3, 3.5, 2.5, 3, 2.5, 4, 6, 2, 5, 6, 3.5, 3,
  54.5, 3, 5, 6, 3.5, 4.5, 2.5, 2, 6, 5, 2.5, 3.5, 2, 3, 2.5, 3.5, 3.5, 2.5, 3, 4.5, 3, 15.5, 5, 2.5, 3, 4,
  3.5, 4, 4, 2, 4.5, 2.5, 4, 3,
];
const EXPERIMENT = [
  2.5, 2.5, 2, 2.5, 3.5, 2, 3.5, 1.5, 3, 3, 2.5, 3.5, 2, 2.5, 2, 2, 5, 3, 2, 1.5, 2, 4, 3, 2.5, 3, 2, 2, 2,
  2.5, 3.5, 1.5, 1.5, 3.5, 2, 2.5, 2.5, 3, 3.5, 2.5, 6.5, 2.5, 4, 2.5, 3, 2.5, 6.5, 2.5, 3, 1.5, 2, 2.5, 3,
  7.5, 1.5, 2, 4, 2.5, 2, 2.5, 3.5, 4, 2.5, 3, 2.5, 2, 3.5, 3, 16.5, 3, 3, 7, 4.5, 5, 2, 3.5, 6, 1.5, 3, 2.5,
  4, 3, 1.5, 5, 3, 2.5, 5.5, 3, 1.5, 2.5, 6,
];

/** 180 values each of the same tests, as half units: a digit, or from 10 on a letter. */
const LONG_CONTROL =
  '3324333422433233333423642333432235402443642513154334295153324253436333342523535433352f36b2' +
  '342355225336823433353753428323554533423432533442351454241325232e27343346334343843333314231';
const LONG_EXPERIMENT =
  '34a33h224231434325334333442b34332524334433224131736C13134333343443232424336433143242242432' +
  '24333133123332444323223743243b14732415231442132311232313221218234b314232332333333413242212';

const halves = (text: string): Float64Array =>
  Float64Array.from(text, (sign) => '0123456789abcdefghijklmnopqrstuvwxyzABC'.indexOf(sign) / 2);

describe('the shift of two samples by Mann and Whitney', () => {
  it('is that of R for 90 against 90 values with many ties', () => {
    const shift = shiftInterval(Float64Array.from(EXPERIMENT), Float64Array.from(CONTROL), 0.95);
    expect(shift?.low).toBeCloseTo(-0.5000025, 6);
    expect(shift?.high).toBeCloseTo(-3.486e-5, 7);
    expect(shift?.estimate).toBeCloseTo(-0.49994, 5);
  });

  it('is that of R for 180 against 180 values at 98 %', () => {
    const shift = shiftInterval(halves(LONG_EXPERIMENT), halves(LONG_CONTROL), 0.98);
    expect(shift?.low).toBeCloseTo(-0.499917, 6);
    expect(shift?.high).toBeCloseTo(-6.913e-6, 8);
    expect(shift?.estimate).toBeCloseTo(-3.45e-5, 6);
  });

  it('has no interval when everything is the same value', () => {
    expect(shiftInterval(new Float64Array(5).fill(2), new Float64Array(5).fill(2), 0.95)).toBeNull();
  });

  it('falls as the shift that is asked for grows', () => {
    const x = Float64Array.from(EXPERIMENT).toSorted();
    const y = Float64Array.from(CONTROL).toSorted();
    const values = [-2, -1, -0.5, 0, 0.5, 1].map((d) => shiftStatistic(x, y, d));
    expect(values).toEqual(values.toSorted((a, b) => b - a));
  });
});
