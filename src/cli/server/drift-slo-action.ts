import {
  FIGURE_NAMES,
  type DriftFigures,
  type Figure,
  type FigureName,
} from '#domain/drift/life/drift-figures.ts';
import { OBJECTIVE_NAMES, worstVerdict, type ObjectiveVerdict } from '#domain/drift/life/drift-objectives.ts';
import { Slo, type SloFigure } from '#http/schema/slo.ts';
import type { DriftSloFlags } from '../commands/drift.ts';
import type { KedgeContext } from '../context.ts';
import { objectivesJson } from '../drift/drift-json.ts';
import { objectivesTable } from '../drift/objectives-table.ts';
import { SLO_EXIT } from '../exit-code.ts';
import { printJson, printText } from '../print.ts';
import { onlyHere } from './only-here.ts';
import { ServerProblem } from './server-problem.ts';
import { withServer } from './with-server.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The figures of the whole fleet, held to the strictest objective that any source sets. */
export const driftSloAction = (context: KedgeContext, flags: DriftSloFlags): Promise<void> =>
  withServer(context, flags, async (server) => {
    onlyHere({ '--dir': flags.dir });
    const days = flags.window === undefined ? undefined : flags.window / DAY_MS;
    if (days !== undefined && !Number.isInteger(days)) {
      throw new ServerProblem('The server counts over whole days: give --window as such, as in 7d.');
    }
    const slo = await server.read('/slo', Slo, { window_days: days });
    const figures = figuresOf(slo.fleet.figures);
    const verdicts = verdictsOf(slo.fleet.figures);
    if (flags.json) printJson(context, objectivesJson(figures, verdicts, slo.window_ms, slo.at));
    else printText(context, (look) => objectivesTable(figures, verdicts, slo.window_ms, look));
    context.process.exitCode = SLO_EXIT[worstVerdict(verdicts) ?? 'met'];
  });

/** A figure that the server does not tell is one without data. */
function figuresOf(told: readonly SloFigure[]): DriftFigures {
  const figure = (wanted: FigureName): Figure => {
    const found = told.find(({ name }) => name === wanted);
    return { value: found?.value ?? null, points: found?.points ?? 0 };
  };
  return Object.fromEntries(FIGURE_NAMES.map((name) => [name, figure(name)])) as Record<FigureName, Figure>;
}

const verdictsOf = (told: readonly SloFigure[]): readonly ObjectiveVerdict[] =>
  OBJECTIVE_NAMES.flatMap((wanted) => {
    const found = told.find(({ name }) => name === wanted);
    if (found === undefined || found.objective === null || found.verdict === null) return [];
    const { objective: limit, verdict, value, points } = found;
    return [{ name: wanted, limit, verdict, figure: { value, points } }];
  });
