const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
const MOST_TERMS = 10_000;

/** ln of the gamma function for x > 0 (Lanczos, g = 7), to about 1e-14 of its size. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const base = shifted + 7.5;
  const series = LANCZOS.reduce((sum, part, i) => (i === 0 ? part : sum + part / (shifted + i)), 0);
  return Math.log(2 * Math.PI) / 2 + (shifted + 0.5) * Math.log(base) - base + Math.log(series);
}

/** The lower incomplete gamma function over the whole one, for a > 0 and x >= 0. */
export function regularizedGammaP(a: number, x: number): number {
  if (!(x > 0)) return x === 0 ? 0 : Number.NaN;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/** 1 - P without the loss of digits where P is nearly 1. */
export function regularizedGammaQ(a: number, x: number): number {
  if (!(x > 0)) return x === 0 ? 1 : Number.NaN;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

const front = (a: number, x: number): number => Math.exp(a * Math.log(x) - x - logGamma(a));

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS && Math.abs(term) > Math.abs(sum) * 1e-17; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * front(a, x);
}

/** The continued fraction of the upper function by the method of Lentz. */
function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < MOST_TERMS; i += 1) {
    const step = -i * (i - a);
    b += 2;
    d = 1 / nonZero(step * d + b, tiny);
    c = nonZero(b + step / c, tiny);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return front(a, x) * fraction;
}

const nonZero = (value: number, tiny: number): number => (Math.abs(value) < tiny ? tiny : value);
