import { FIGURE_MEANING, FIGURE_NAMES, type DriftFigures } from '#domain/drift/life/drift-figures.ts';
import { judgeObjectives, worstVerdict, type DriftObjectives } from '#domain/drift/life/drift-objectives.ts';
import type { SloFigure } from '../schema/slo.ts';

export function sloOf(
  figures: DriftFigures,
  objectives: DriftObjectives,
): { verdict: 'met' | 'missed' | 'no_data' | null; figures: SloFigure[] } {
  const verdicts = judgeObjectives(figures, objectives);
  return {
    verdict: worstVerdict(verdicts),
    figures: FIGURE_NAMES.map((name) => {
      const judged = verdicts.find((each) => each.name === name);
      return {
        name,
        what: FIGURE_MEANING[name].what,
        unit: FIGURE_MEANING[name].unit,
        value: figures[name].value,
        points: figures[name].points,
        objective: judged?.limit ?? null,
        verdict: judged?.verdict ?? null,
      };
    }),
  };
}
