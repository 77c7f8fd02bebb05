import type { ReleaseEvidence } from './evidence.ts';
import { judgeMetric, type MetricVerdict } from './judge-metric.ts';
import { worstOutcome, type Outcome } from './outcome.ts';
import { metricAlpha } from './spend-alpha.ts';

/** How the judge is named in stored verdicts. A change that can change a verdict changes it. */
export const JUDGE_VERSION = 'kedge-judge/2';

export interface ReleaseVerdict {
  readonly judge: string;
  readonly outcome: Outcome;
  readonly metrics: readonly MetricVerdict[];
  /** Over all metrics, at most the family's rate. */
  readonly alphaSpent: number;
}

/** Judges every metric alone and folds by the worst. Pure: the same evidence gives the same verdict. */
export function judgeRelease({ watch, metrics }: ReleaseEvidence): ReleaseVerdict {
  const alpha = metricAlpha(watch.familyAlpha, metrics.length);
  const verdicts = metrics.map((evidence) => judgeMetric(evidence, watch, alpha));
  return {
    judge: JUDGE_VERSION,
    outcome: worstOutcome(verdicts.map(({ outcome }) => outcome)),
    metrics: verdicts,
    alphaSpent: verdicts.reduce((sum, { alphaSpent }) => sum + alphaSpent, 0),
  };
}
