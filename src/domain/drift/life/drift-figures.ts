import type { DriftRecord } from './drift-record.ts';
import { OPEN_STATES } from './drift-state.ts';
import type { ScanSummary } from './scan-record.ts';

/** A figure and how many points stand behind it; null: there are none, which is not the same as nothing wrong. */
export interface Figure {
  readonly value: number | null;
  readonly points: number;
}

export const FIGURE_NAMES = [
  'age_p50',
  'age_p95',
  'time_to_decide_p50',
  'time_to_decide_p95',
  'time_to_verify_p50',
  'time_to_verify_p95',
  'unknown_share',
  'suppressed_share',
] as const;
export type FigureName = (typeof FIGURE_NAMES)[number];

/** Times in milliseconds, shares from 0 to 1. */
export type DriftFigures = Readonly<Record<FigureName, Figure>>;

export const FIGURE_MEANING: Readonly<
  Record<FigureName, { readonly unit: 'ms' | 'share'; readonly what: string }>
> = {
  age_p50: { unit: 'ms', what: 'age of open drift, median' },
  age_p95: { unit: 'ms', what: 'age of open drift, 95th percentile' },
  time_to_decide_p50: { unit: 'ms', what: 'from opened to the first decision, median' },
  time_to_decide_p95: { unit: 'ms', what: 'from opened to the first decision, 95th percentile' },
  time_to_verify_p50: { unit: 'ms', what: 'from the decision to verified, median' },
  time_to_verify_p95: { unit: 'ms', what: 'from the decision to verified, 95th percentile' },
  unknown_share: { unit: 'share', what: 'scans that could not read everything' },
  suppressed_share: { unit: 'share', what: 'found differences that rules took out' },
};

/** What of a record is measured: a store need not load more. */
export type MeasuredLife = Pick<DriftRecord, 'state' | 'openedAt' | 'decidedAt' | 'closedAt'> & {
  readonly difference: Pick<DriftRecord['difference'], 'drift'>;
};

/**
 * How drift is dealt with. Only what counts as drift is measured. Ages are of what is open now; decisions and
 * verifications are those inside the window, one for each difference: of one that came back, its latest life. Shares
 * are over the scans inside the window.
 * @param now ISO 8601, UTC
 */
export function driftFigures(
  records: readonly MeasuredLife[],
  scans: readonly ScanSummary[],
  now: string,
  windowMs: number,
): DriftFigures {
  const end = Date.parse(now);
  const isInside = (at: string | null): at is string => at !== null && Date.parse(at) >= end - windowMs;
  const drift = records.filter(({ difference }) => difference.drift);
  const ages = drift
    .filter(({ state }) => OPEN_STATES.includes(state))
    .map(({ openedAt }) => end - Date.parse(openedAt));
  const toDecide = drift.flatMap(({ openedAt, decidedAt }) =>
    isInside(decidedAt) ? [Date.parse(decidedAt) - Date.parse(openedAt)] : [],
  );
  const toVerify = drift.flatMap(({ state, decidedAt, closedAt }) =>
    state === 'verified' && decidedAt !== null && isInside(closedAt)
      ? [Date.parse(closedAt) - Date.parse(decidedAt)]
      : [],
  );
  const inside = scans.filter(({ at }) => isInside(at));
  return {
    age_p50: percentileFigure(ages, 50),
    age_p95: percentileFigure(ages, 95),
    time_to_decide_p50: percentileFigure(toDecide, 50),
    time_to_decide_p95: percentileFigure(toDecide, 95),
    time_to_verify_p50: percentileFigure(toVerify, 50),
    time_to_verify_p95: percentileFigure(toVerify, 95),
    unknown_share: shareFigure(inside.filter(({ status }) => status === 'unknown').length, inside.length),
    suppressed_share: shareFigure(
      sum(inside, ({ suppressed }) => suppressed),
      sum(inside, ({ found }) => found),
    ),
  };
}

/**
 * The nearest rank: the smallest of the values that at least so many of a hundred do not exceed. It is always one that
 * was measured; nothing is interpolated. Null for no values.
 * @param percent above 0, at most 100
 */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? null;
}

const percentileFigure = (values: readonly number[], percent: number): Figure => ({
  // A clock that was set back must not make an age negative.
  value: percentile(
    values.map((value) => Math.max(0, value)),
    percent,
  ),
  points: values.length,
});

const shareFigure = (some: number, all: number): Figure => ({
  value: all === 0 ? null : some / all,
  points: all,
});

const sum = (scans: readonly ScanSummary[], count: (scan: ScanSummary) => number): number =>
  scans.reduce((total, scan) => total + count(scan), 0);
