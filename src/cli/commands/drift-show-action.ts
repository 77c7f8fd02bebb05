import type { DriftEvent } from '#domain/drift/life/drift-event.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { Decision } from '#domain/decision/decision.ts';
import type { MemoryReading } from '#ports/memory.ts';
import type { KedgeContext } from '../context.ts';
import { attentionOf } from '../drift-context.ts';
import { driftTimelineJson } from '../drift/drift-json.ts';
import { driftTimeline } from '../drift/drift-timeline.ts';
import { EXIT } from '../exit-code.ts';
import { findRecords } from '../find-records.ts';
import { printJson, printText } from '../print.ts';
import { withProject } from '../project.ts';
import type { ProjectFlags } from './shared-flags.ts';

export async function driftShowAction(context: KedgeContext, flags: ProjectFlags, id: string): Promise<void> {
  await withProject(context, { dir: flags.dir, command: 'kedge drift show' }, async (project) => {
    const { memory } = project;
    const found = await findRecords(memory, [id]);
    if ('problem' in found) {
      context.process.stderr.write(`${found.problem}\n`);
      context.process.exitCode = EXIT.error;
      return;
    }
    const now = project.now.toISOString();
    const attention = await attentionOf(project, found.records);
    const lives = await Promise.all(
      found.records.map(async (record) => {
        const events = await memory.timeline(record.stack, record.fingerprint);
        const stack = await memory.findStack(record.stack);
        return {
          record,
          events,
          decision: await lastDecision(memory, record, events),
          context: { attention, owner: stack?.owner ?? null },
        };
      }),
    );
    if (flags.json) {
      const all = lives.map((life) =>
        driftTimelineJson(life.record, life.events, life.decision, now, life.context),
      );
      printJson(context, all.length === 1 ? all[0] : all);
      return;
    }
    printText(context, (look) =>
      lives
        .map((life) => driftTimeline(life.record, life.events, life.decision, now, life.context, look))
        .join('\n'),
    );
  });
}

/** The decision in force, else the one that its last life followed. */
async function lastDecision(
  memory: MemoryReading,
  record: DriftRecord,
  events: readonly DriftEvent[],
): Promise<Decision | null> {
  const told = events.findLast((event) => typeof event.evidence['decision'] === 'string')?.evidence[
    'decision'
  ];
  const id = record.decision ?? (typeof told === 'string' ? told : null);
  return id === null ? null : memory.findDecision(id);
}
