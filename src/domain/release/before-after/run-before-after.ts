import { valueAt } from '../../stats/value-at.ts';
import { cumulate, knownOver, type BlockSeries, type CumulatedSeries } from '../block-series.ts';
import { blocksOver, startBlock, type MetricEvidence, type Watch } from '../evidence.ts';
import { firstAlarm, noRun, type Alarm, type LookPoint, type MethodRun } from '../method-run.ts';
import { shareOfFactor, worseFactor, type MetricPlan } from '../metric-plan.ts';
import { CALIBRATED_SHARE, FAST_SHARE } from '../spend-alpha.ts';
import { alarmLevel, calibrate, type Calibration } from './calibrate.ts';
import { fastPathFor, firstFastCall, type FastPath } from './fast-path.ts';
import { fitBefore, type Fit } from './fit.ts';
import { lookAt } from './look.ts';
import { placebosBefore, type Placebo } from './placebo.ts';
import { detectableFactor } from './power.ts';
import { schemeFor, type Scheme } from './scheme.ts';

const RECENT_DAYS = 7;
/** Own placebos are made of at most so many days. */
const MOST_OWN_DAYS = 60;

/** Everything that is known when the watch starts; made once. */
export interface Opening {
  readonly scheme: Scheme;
  readonly fit: Fit;
  readonly own: readonly Placebo[];
  readonly calibration: Calibration;
  readonly alarmAt: number;
  readonly fast: FastPath | null;
  /** The factor that four of five watches would show; null when own days are too few to say. */
  readonly detectable: number | null;
  /** The last week before the start and the watch: all that a look reads. */
  readonly recent: BlockSeries;
}

export type Opened = { readonly opening: Opening } | { readonly problem: string };

/** Fits and calibrates on what lies before the start. */
export function openBeforeAfter(evidence: MetricEvidence, watch: Watch, alpha: number): Opened {
  const { release, plan, siblings } = evidence;
  const scheme = schemeFor(release.blockMs, watch.watchMs);
  const start = startBlock(watch, release);
  const series = cumulate(release);
  const fit = fitBefore(series, start, scheme);
  if (fit === null) {
    const days = Math.floor(start / scheme.blocksPerDay);
    return { problem: tooShort(days, scheme) };
  }
  const own = placebosBefore(series, start, scheme, MOST_OWN_DAYS);
  const calibration = calibrate(
    [...own, ...siblings.flatMap(({ placebos }) => placebos)],
    CALIBRATED_SHARE * alpha,
  );
  const alarmAt = alarmLevel(lnTolerance(plan), calibration.quantile, fit.scale);
  const counts = plan.kind === 'count' && plan.worse === 'higher';
  const maxima = own.map((day) => (plan.worse === 'higher' ? day.worse : day.better) * day.scale);
  return {
    opening: {
      scheme,
      fit,
      own,
      calibration,
      alarmAt,
      fast: counts ? fastPathFor(series, start, scheme, FAST_SHARE * alpha) : null,
      detectable: detectableFactor(maxima, alarmAt),
      recent: tail(release, start - RECENT_DAYS * scheme.blocksPerDay),
    },
  };
}

const lnTolerance = ({ worse, tolerance }: MetricPlan): number => Math.log(worseFactor(worse, tolerance));

function tooShort(days: number, scheme: Scheme): string {
  return days < scheme.fewestHistoryDays
    ? `Before the start lie ${days} whole days; at least ${scheme.fewestHistoryDays} are needed to know the day's shape and noise. Watch against a control instead.`
    : 'The days before the start hold too few values to know the shape of a day. Watch against a control instead.';
}

/** A copy: a view would keep all the days before in memory as long as the watch runs. */
function tail({ startMs, blockMs, num, den }: BlockSeries, from: number): BlockSeries {
  return { startMs: startMs + from * blockMs, blockMs, num: num.slice(from), den: den.slice(from) };
}

/** One look `blocks` blocks after the start. Reads the last week and the watch, never the history. */
export function lookBeforeAfter(
  opening: Omit<Opening, 'recent'>,
  recent: CumulatedSeries,
  plan: MetricPlan,
  blocks: number,
): LookPoint {
  const { fit, scheme, alarmAt } = opening;
  const look = lookAt(recent, fit, RECENT_DAYS * scheme.blocksPerDay, blocks, scheme);
  return { blocks, statistic: plan.worse === 'higher' ? look.bound : look.mirrored, bound: alarmAt };
}

/** Judges against the day before and the hours before, by what days without a release would show. */
export function runBeforeAfter(evidence: MetricEvidence, watch: Watch, alpha: number): MethodRun {
  const opened = openBeforeAfter(evidence, watch, alpha);
  if ('problem' in opened) return noRun('before and after', opened.problem);
  const { opening } = opened;
  const { scheme, calibration, fast } = opening;
  const recent = cumulate(opening.recent);
  const from = RECENT_DAYS * scheme.blocksPerDay;
  const over = Math.min(blocksOver(watch, evidence.release), scheme.lastLook);
  const looks: LookPoint[] = [];
  for (let blocks = scheme.firstLook; blocks <= over; blocks += 1) {
    looks.push(lookBeforeAfter(opening, recent, evidence.plan, blocks));
  }
  const judged = knownOver(recent, from, from + over);
  const slow = firstAlarm(looks);
  const advisory = calibration.enough ? null : tooFewDays(calibration);
  const last = looks.at(-1);
  return {
    method: 'before and after',
    looks,
    judged,
    missing: over - judged,
    alarm: earlier(advisory === null ? slow : null, fastAlarm(recent, fast, from, from + over)) ?? slow,
    clear: clearing(evidence.plan, opening),
    advisory: advisory !== null && fastAlarm(recent, fast, from, from + over) === null ? advisory : null,
    alphaSpent: (looks.length > 0 ? CALIBRATED_SHARE * alpha : 0) + (fast === null ? 0 : FAST_SHARE * alpha),
    effect: { atLeast: last === undefined ? null : Math.exp(last.statistic), atMost: null },
  };
}

function fastAlarm(recent: CumulatedSeries, fast: FastPath | null, from: number, to: number): Alarm | null {
  const at = fast === null ? null : firstFastCall(recent, fast, from, to);
  if (fast === null || at === null) return null;
  const rate =
    (valueAt(recent.num, at) - valueAt(recent.num, at - 1)) /
    (valueAt(recent.den, at) - valueAt(recent.den, at - 1));
  return { blocks: at - from, by: 'fast path', statistic: Math.log(rate / fast.rate), bound: Math.log(3) };
}

const earlier = (a: Alarm | null, b: Alarm | null): Alarm | null =>
  a === null || (b !== null && b.blocks < a.blocks) ? b : a;

const tooFewDays = ({ days, needed }: Calibration): string =>
  `Only ${days} days without a release, of this series and its siblings, stand behind it; ${needed} are needed for the false-alarm rate. It advises and decides nothing.`;

function clearing(plan: MetricPlan, { detectable, calibration }: Opening): MethodRun['clear'] {
  if (!calibration.enough) return { may: false, why: tooFewDays(calibration) };
  if (detectable === null) {
    return { may: false, why: 'The series has too few days of its own to say what would have been seen.' };
  }
  const share = shareOfFactor(plan.worse, detectable);
  const seen = `four of five watches would show a change of ${percent(share)}`;
  return share <= plan.mustDetect
    ? { may: true, why: `No look passed its bound, and ${seen}.` }
    : {
        may: false,
        why: `No look passed its bound, but only a change of ${percent(share)} would be seen in four of five watches; ${percent(plan.mustDetect)} must be.`,
      };
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
