/** False alarms over a whole watch of all metrics together. */
export const FAMILY_ALPHA = 0.05;

/** Of the before-and-after judge's share, what its placebos are asked for; the rest is kept for what they cannot show. */
export const CALIBRATED_SHARE = 0.6;

/** Of the before-and-after judge's share, what the fast path takes. It is part of the reserve, not on top of it. */
export const FAST_SHARE = 0.1;

/** Each metric's share of the family's rate: equal parts, so that the sum holds whatever the metrics have in common. */
export const metricAlpha = (familyAlpha: number, metrics: number): number =>
  familyAlpha / Math.max(1, metrics);

/** How many placebo days a rate needs: with fewer, no rank among them is rare enough. */
export const daysNeeded = (calibratedAlpha: number): number =>
  Math.ceil((1 - calibratedAlpha) / calibratedAlpha - 1e-9);
