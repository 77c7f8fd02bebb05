import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { approve } from '#workflows/decide.ts';
import { fileDecision } from '#workflows/record-decision.ts';
import { NOT_DECIDED, NOTHING_NAMED, showApproved, type Approved } from '../approved-text.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { findRecords } from '../find-records.ts';
import { withProject, type Project } from '../project.ts';
import type { ApproveFlags } from './approve.ts';

export async function approveAction(
  context: KedgeContext,
  flags: ApproveFlags,
  ...ids: readonly string[]
): Promise<void> {
  if (ids.length === 0) {
    return fail(context, NOTHING_NAMED);
  }
  await withProject(context, { dir: flags.dir, command: 'kedge approve' }, async (project) => {
    const who = await project.actor();
    if ('problem' in who) return fail(context, who.problem);
    const found = await findRecords(project.memory, ids);
    if ('problem' in found) return fail(context, found.problem);
    const results = await approveEach(project, found.records, who.actor, flags.reason ?? null);
    showApproved(context, flags.json, results);
  });
}

/** By decision: whoever approves approves the whole of it. */
async function approveEach(
  project: Project,
  records: readonly DriftRecord[],
  actor: string,
  reason: string | null,
): Promise<readonly Approved[]> {
  const nothing = { missing: 0, files: [], problems: [] };
  const results: Approved[] = [];
  for (const [decision, differences] of Map.groupBy(records, (record) => record.decision)) {
    if (decision === null) {
      results.push({ ...nothing, decision, differences, refused: NOT_DECIDED });
      continue;
    }
    const at = project.kedge.clock.now().toISOString();
    const said = reason === null ? null : project.kedge.redactor.redactText(reason);
    const outcome = await approve(decision, { actor, at, reason: said }, project.memory);
    if ('refused' in outcome) {
      results.push({ ...nothing, decision, differences, refused: outcome.refused });
      continue;
    }
    const filed = await fileDecision(outcome.decision, outcome.decided, project.records());
    results.push({ ...filed, decision, differences, missing: outcome.missing, refused: null });
  }
  return results;
}

function fail(context: KedgeContext, problem: string): void {
  context.process.stderr.write(`${problem}\n`);
  context.process.exitCode = EXIT.error;
}
