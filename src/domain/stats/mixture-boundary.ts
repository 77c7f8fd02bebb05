import { logGamma, regularizedGammaP } from './gamma.ts';
import { normalCdf } from './normal.ts';

/**
 * Boundaries that a sum stays below at all times at once, by mixing exponential supermartingales
 * (Howard, Ramdas, McAuliffe, Sekhon: Time-uniform, nonparametric, nonasymptotic confidence sequences, 2021).
 * `v` is the variance gathered so far, `s` the centred sum, `rho` says where the boundary is tightest.
 */
export interface MixtureBoundary {
  /** ln of the mixed supermartingale at sum `s` and variance `v`. */
  readonly logMixture: (s: number, v: number) => number;
  /** The sum that is passed with at most probability `alpha`, ever. */
  readonly bound: (v: number, alpha: number) => number;
}

/** rho of the two-sided normal mixture that is tightest at variance `v`. */
export function normalMixtureRho(v: number, alpha: number): number {
  const twice = 2 * Math.log(1 / alpha);
  return v / (twice + Math.log(1 + twice));
}

/** sqrt((v + rho)(ln(1 + v/rho) + 2 ln(1/alpha))): two-sided. */
export function normalMixtureBound(v: number, rho: number, alpha: number): number {
  return Math.sqrt((v + rho) * (Math.log(1 + v / rho) + 2 * Math.log(1 / alpha)));
}

export function twoSidedNormalMixture(tightestAt: number, alphaThere: number): MixtureBoundary {
  const rho = normalMixtureRho(tightestAt, alphaThere);
  return {
    logMixture: (s, v) => Math.log(rho / (v + rho)) / 2 + (s * s) / (2 * (v + rho)),
    bound: (v, alpha) => normalMixtureBound(v, rho, alpha),
  };
}

export function oneSidedNormalMixture(tightestAt: number, alphaThere: number): MixtureBoundary {
  const rho = normalMixtureRho(tightestAt, 2 * alphaThere);
  return byBisection(
    (s, v) =>
      Math.log((4 * rho) / (v + rho)) / 2 +
      (s * s) / (2 * (v + rho)) +
      Math.log(normalCdf(s / Math.sqrt(v + rho))),
  );
}

/** For sums with an exponential tail of scale `c` to the right. */
export function gammaExponentialMixture(tightestAt: number, alphaThere: number, c: number): MixtureBoundary {
  const square = c * c;
  const shape = normalMixtureRho(tightestAt, 2 * alphaThere) / square;
  const lead = shape * Math.log(shape) - logGamma(shape) - Math.log(regularizedGammaP(shape, shape));
  return byBisection((s, v) => {
    const grown = v / square + shape;
    const reach = (c * s + v) / square;
    const tail = Math.log(regularizedGammaP(grown, reach + shape));
    return lead + logGamma(grown) + tail - grown * Math.log(reach + shape) + reach;
  });
}

function byBisection(logMixture: MixtureBoundary['logMixture']): MixtureBoundary {
  return {
    logMixture,
    bound: (v, alpha) => {
      const threshold = Math.log(1 / alpha);
      let high = Math.max(v, 1);
      for (let doubling = 0; doubling < 60 && logMixture(high, v) <= threshold; doubling += 1) high *= 2;
      let low = 0;
      for (let step = 0; step < 100; step += 1) {
        const middle = (low + high) / 2;
        if (logMixture(middle, v) < threshold) low = middle;
        else high = middle;
      }
      return (low + high) / 2;
    },
  };
}
