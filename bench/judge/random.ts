/** Seeded random numbers: the same seed gives the same run on every machine. */
export interface Random {
  /** From 0 to below 1. */
  readonly uniform: () => number;
  readonly normal: () => number;
  readonly poisson: (mean: number) => number;
  /** Mean 1, variance 1/shape. */
  readonly gamma: (shape: number) => number;
}

/** sfc32 (Chris Doty-Humphrey), started from a text so that every cell and run has its own stream. */
export function randomFrom(seed: string): Random {
  const uniform = sfc32(seed);
  const normal = normals(uniform);
  return {
    uniform,
    normal,
    poisson: (mean) => poisson(mean, uniform),
    gamma: (shape) => gamma(shape, uniform, normal),
  };
}

function sfc32(seed: string): () => number {
  let [a, b, c, counter] = [hash(seed, 1), hash(seed, 2), hash(seed, 3), 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 15; warm += 1) next();
  return next;
}

/** FNV-1a with a salt. */
function hash(text: string, salt: number): number {
  let sum = 0x811c9dc5 ^ salt;
  for (let i = 0; i < text.length; i += 1) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return sum | 0;
}

/** Marsaglia's polar method. */
function normals(uniform: () => number): () => number {
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = Number.NaN;
      return kept;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  };
}

/** Exact: by products below 12, above by splitting off a gamma-distributed waiting time (Ahrens and Dieter). */
function poisson(mean: number, uniform: () => number): number {
  let left = mean;
  let count = 0;
  while (left > 12) {
    const half = Math.floor((left * 7) / 8);
    const waited = half * gamma(half, uniform, normals(uniform));
    if (waited > left) return count + binomial(half - 1, left / waited, uniform);
    count += half;
    left -= waited;
  }
  const limit = Math.exp(-left);
  for (let product = uniform(); product > limit; product *= uniform()) count += 1;
  return count;
}

/** By the median of uniform order statistics until few are left. */
function binomial(n: number, p: number, uniform: () => number): number {
  let hits = 0;
  for (let i = 0; i < n; i += 1) if (uniform() < p) hits += 1;
  return hits;
}

/** Marsaglia and Tsang, scaled to mean 1. */
function gamma(shape: number, uniform: () => number, normal: () => number): number {
  if (shape < 1) return (gamma(shape + 1, uniform, normal) * (shape + 1) * uniform() ** (1 / shape)) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v) / shape;
  }
}
