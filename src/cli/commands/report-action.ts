import { judgeObjectives } from '#domain/drift/life/drift-objectives.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { OPEN_STATES } from '#domain/drift/life/drift-state.ts';
import type { MemoryReading } from '#ports/memory.ts';
import type { KedgeContext } from '../context.ts';
import { objectivesOf } from '../drift-context.ts';
import { withProject } from '../project.ts';
import { weeklyReport } from '../weekly/weekly-report.ts';
import type { ReportFlags } from './report.ts';

export async function reportAction(context: KedgeContext, flags: ReportFlags): Promise<void> {
  await withProject(context, { dir: flags.dir, command: 'kedge report' }, async (project) => {
    const { memory, flapping } = project;
    const now = project.now.toISOString();
    const since = new Date(project.now.getTime() - flags.since).toISOString();
    const objectives = objectivesOf(project);
    const events = await memory.eventsSince(since);
    const figures = await memory.driftFigures(now, flags.since);
    const inForce = await memory.decisionsInForce();
    const told = new Set(events.map(({ stack, fingerprint }) => `${stack}\n${fingerprint}`));
    const all = await allRecords(memory);
    const text = weeklyReport(
      {
        events,
        figures,
        scans: await memory.scansSince(since),
        decisions: await memory.decisionsSince(since),
        records: all.filter(
          (record) =>
            OPEN_STATES.includes(record.state) || told.has(`${record.stack}\n${record.fingerprint}`),
        ),
        stacks: await memory.stacks(),
        verdicts: judgeObjectives(figures, objectives),
        attention: { flapping, objectives, decisions: new Map(inForce.map((each) => [each.id, each])) },
      },
      since,
      now,
    );
    context.process.stdout.write(text);
  });
}

const PAGE = 5000;

async function allRecords(memory: MemoryReading): Promise<readonly DriftRecord[]> {
  const records: DriftRecord[] = [];
  for (let after: string | null = null; ;) {
    const page = await memory.listDrift({
      states: null,
      drift: null,
      stack: null,
      severities: null,
      limit: PAGE,
      after,
    });
    records.push(...page.records);
    if (page.next === null) return records;
    after = page.next;
  }
}
