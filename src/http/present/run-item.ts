import type { FixRun } from '#domain/remedy/fix-run.ts';
import type { FixRunItem } from '../schema/drift.ts';

export const runItem = (run: FixRun): FixRunItem => ({
  id: run.id,
  kind: run.kind,
  actor: run.actor,
  started_at: run.startedAt,
  updated_at: run.updatedAt,
  step: run.step,
  outcome: run.outcome,
  text: run.text,
  attempt: run.attempt,
  branch: run.branch,
  commit: run.commit,
});
