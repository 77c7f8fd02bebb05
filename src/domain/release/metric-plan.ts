/**
 * - `count`: num counts events out of den (errors of requests). With a control judged exactly.
 * - `ratio`: num is an amount over den (cost per request, a plain value over 1).
 */
export type MetricKind = 'count' | 'ratio';

/** Which way a metric gets worse. */
export type Direction = 'higher' | 'lower';

/** What was declared of a metric before the change started. */
export interface MetricPlan {
  readonly name: string;
  readonly kind: MetricKind;
  /** The direction that is worse. */
  readonly worse: Direction;
  /** How much worse is still accepted, as a share: 0.05 for 5 %. From 0, and below 1 where lower is worse. */
  readonly tolerance: number;
  /** CLEARED needs the power to see a change of this share, e.g. 0.2 for 20 % worse. */
  readonly mustDetect: number;
}

/** The factor by which the metric may get worse: 1.05, or 1/0.95 where lower is worse. */
export const worseFactor = (worse: Direction, share: number): number =>
  worse === 'higher' ? 1 + share : 1 / (1 - share);

/** The reverse: the share that a factor of at least 1 stands for. */
export const shareOfFactor = (worse: Direction, factor: number): number =>
  worse === 'higher' ? factor - 1 : 1 - 1 / factor;

/** Why a plan cannot be judged; null when it can. */
export function planProblem(plan: MetricPlan): string | null {
  const { tolerance, mustDetect, worse, name } = plan;
  const named = `The metric ${JSON.stringify(name)}`;
  const most = worse === 'lower' ? 1 : Infinity;
  if (!(tolerance >= 0 && tolerance < most)) {
    return `${named} has a tolerance of ${tolerance}. Give a share from 0${worse === 'lower' ? ' to below 1' : ''}, such as 0.05 for 5 %.`;
  }
  if (!(mustDetect > tolerance && mustDetect < most)) {
    return `${named} must detect a change of ${mustDetect}, which is not above its tolerance of ${tolerance}${worse === 'lower' ? ' and below 1' : ''}. Give a larger share.`;
  }
  return null;
}
