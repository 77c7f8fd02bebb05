import { judgeObjectives, worstVerdict } from '#domain/drift/life/drift-objectives.ts';
import type { KedgeContext } from '../context.ts';
import { objectivesOf } from '../drift-context.ts';
import { objectivesJson } from '../drift/drift-json.ts';
import { objectivesTable } from '../drift/objectives-table.ts';
import { SLO_EXIT } from '../exit-code.ts';
import { printJson, printText } from '../print.ts';
import { withProject } from '../project.ts';
import type { DriftSloFlags } from './drift.ts';

export async function driftSloAction(context: KedgeContext, flags: DriftSloFlags): Promise<void> {
  await withProject(context, { dir: flags.dir, command: 'kedge drift slo' }, async (project) => {
    const objectives = objectivesOf(project);
    const windowMs = flags.window ?? objectives.windowMs;
    const now = project.now.toISOString();
    const figures = await project.memory.driftFigures(now, windowMs);
    const verdicts = judgeObjectives(figures, objectives);
    if (flags.json) printJson(context, objectivesJson(figures, verdicts, windowMs, now));
    else printText(context, (look) => objectivesTable(figures, verdicts, windowMs, look));
    context.process.exitCode = SLO_EXIT[worstVerdict(verdicts) ?? 'met'];
  });
}
