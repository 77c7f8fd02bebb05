import type { DriftFigures, Figure } from './drift-figures.ts';

/** The figures that an objective can be set for. */
export const OBJECTIVE_NAMES = [
  'age_p50',
  'age_p95',
  'time_to_decide_p95',
  'time_to_verify_p95',
  'unknown_share',
  'suppressed_share',
] as const;
export type ObjectiveName = (typeof OBJECTIVE_NAMES)[number];

/** What a figure may be at most: times in milliseconds, shares from 0 to 1; null: there is no objective. */
export interface DriftObjectives {
  readonly limits: Readonly<Partial<Record<ObjectiveName, number | null>>>;
  /** Over which the figures are taken that are not of this moment. */
  readonly windowMs: number;
}

export interface ObjectiveVerdict {
  readonly name: ObjectiveName;
  readonly limit: number;
  readonly figure: Figure;
  /** Without data nobody knows: that is neither met nor missed, and never green. */
  readonly verdict: 'met' | 'missed' | 'no_data';
}

/** One verdict for each objective that is set, in the order of their names' table. */
export function judgeObjectives(
  figures: DriftFigures,
  { limits }: DriftObjectives,
): readonly ObjectiveVerdict[] {
  return OBJECTIVE_NAMES.flatMap((name) => {
    const limit = limits[name] ?? null;
    if (limit === null) return [];
    const figure = figures[name];
    const verdict = figure.value === null ? 'no_data' : figure.value <= limit ? 'met' : 'missed';
    return [{ name, limit, figure, verdict }];
  });
}

/** The worst of the verdicts; null: no objective is set. */
export function worstVerdict(verdicts: readonly ObjectiveVerdict[]): ObjectiveVerdict['verdict'] | null {
  const order: readonly ObjectiveVerdict['verdict'][] = ['missed', 'no_data', 'met'];
  return order.find((worst) => verdicts.some(({ verdict }) => verdict === worst)) ?? null;
}
