/**
 * One-sided asymptotic confidence sequences (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas: Time-uniform central limit
 * theory and asymptotic confidence sequences, 2021, propositions 2.5 and B.1). Valid at every look at once.
 */

/**
 * The mixing parameter that is tightest at `tightestAt` observations.
 * @param alpha of one side
 */
export function sequentialRho(alpha: number, tightestAt: number): number {
  const twice = -2 * Math.log(2 * alpha);
  return Math.sqrt((twice + Math.log(1 + twice)) / tightestAt);
}

/**
 * How far the true mean may lie beyond the mean of `t` observations on one side.
 * @param deviation the long-run standard deviation of one observation
 * @param alpha of this side
 */
export function sequentialHalfWidth(deviation: number, t: number, rho: number, alpha: number): number {
  const reach = t * rho * rho + 1;
  const spread = (2 * reach) / (t * rho * (t * rho));
  return deviation * Math.sqrt(spread * Math.log(1 + Math.sqrt(reach) / (2 * alpha)));
}
