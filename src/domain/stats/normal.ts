import { regularizedGammaP, regularizedGammaQ } from './gamma.ts';

/** P(Z <= z) of the standard normal, to about 1e-14. NaN stays NaN. */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return z;
  if (z === Infinity) return 1;
  if (z === -Infinity) return 0;
  const square = (z * z) / 2;
  // The tail by its own series: 1 - P would lose every digit of it.
  return z < 0 ? regularizedGammaQ(0.5, square) / 2 : 0.5 + regularizedGammaP(0.5, square) / 2;
}

/**
 * The z with P(Z <= z) = p, to about 1e-13. -Infinity at 0, Infinity at 1, NaN outside.
 * A rational start (P. J. Acklam) and two steps of Halley on {@link normalCdf}.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  let z = p > 0.5 ? -startBelow(1 - p) : startBelow(p);
  for (let step = 0; step < 2; step += 1) {
    const error = (normalCdf(z) - p) * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
    z -= error / (1 + (z * error) / 2);
  }
  return z;
}

const CENTRE_TOP = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
];
const CENTRE_BOTTOM = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
];
const TAIL_TOP = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_BOTTOM = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];

/** For p of at most one half, to about 1e-9. */
function startBelow(p: number): number {
  if (p < 0.02425) {
    const tail = Math.sqrt(-2 * Math.log(p));
    return polynomial(TAIL_TOP, tail) / polynomial(TAIL_BOTTOM, tail);
  }
  const offset = p - 0.5;
  const square = offset * offset;
  return (offset * polynomial(CENTRE_TOP, square)) / polynomial(CENTRE_BOTTOM, square);
}

const polynomial = (highestFirst: readonly number[], x: number): number =>
  highestFirst.reduce((sum, coefficient) => sum * x + coefficient, 0);
