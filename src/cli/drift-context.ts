import { attentionTo, type Attention } from '#domain/drift/life/attention.ts';
import type { DriftObjectives } from '#domain/drift/life/drift-objectives.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import type { Decision } from '#domain/decision/decision.ts';
import type { Project } from './project.ts';

/** The objectives of kedge.yaml by the names of the figures. */
export function objectivesOf({ loaded }: Project): DriftObjectives {
  const { objectives } = loaded.config;
  return {
    limits: {
      age_p50: objectives.ageP50Ms,
      age_p95: objectives.ageP95Ms,
      time_to_decide_p95: objectives.timeToDecideP95Ms,
      time_to_verify_p95: objectives.timeToVerifyP95Ms,
      unknown_share: objectives.unknownShare,
      suppressed_share: objectives.suppressedShare,
    },
    windowMs: objectives.windowMs,
  };
}

/** Why each of these differences needs a person soon. */
export async function attentionOf(
  project: Project,
  records: readonly DriftRecord[],
): Promise<(record: DriftRecord) => readonly Attention[]> {
  const decisions = new Map<string, Decision>();
  for (const id of new Set(records.flatMap(({ decision }) => (decision === null ? [] : [decision])))) {
    const decision = await project.memory.findDecision(id);
    if (decision !== null) decisions.set(id, decision);
  }
  const context = { decisions, flapping: project.flapping, objectives: objectivesOf(project) };
  return (record) => attentionTo(record, project.now.toISOString(), context);
}
