import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { approve } from '#workflows/decide.ts';
import { fileDecision } from '#workflows/record-decision.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { findRecords } from '../find-records.ts';
import { printJson } from '../print.ts';
import { withProject, type Project } from '../project.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import type { ApproveFlags } from './approve.ts';

export async function approveAction(
  context: KedgeContext,
  flags: ApproveFlags,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) {
    return fail(context, 'Which difference? `kedge drift list --state awaiting_approval` lists what waits.');
  }
  await withProject(context, { dir: flags.dir, command: 'kedge approve' }, async (project) => {
    const who = await project.actor();
    if ('problem' in who) return fail(context, who.problem);
    const found = await findRecords(project.memory, ids);
    if ('problem' in found) return fail(context, found.problem);
    const results = await approveEach(project, found.records, who.actor, flags.reason ?? null);
    if (flags.json) printJson(context, results.map(resultJson));
    else context.process.stdout.write(results.map(resultText).join(''));
    for (const problem of results.flatMap(({ problems }) => problems)) {
      context.process.stderr.write(`${problem}\n`);
    }
    if (results.some(({ problems }) => problems.length > 0)) context.process.exitCode = EXIT.error;
    else if (results.some(({ refused }) => refused !== null)) context.process.exitCode = EXIT.refused;
  });
}

interface Approved {
  readonly decision: string | null;
  readonly differences: readonly DriftRecord[];
  readonly missing: number;
  readonly refused: string | null;
  readonly files: readonly string[];
  readonly problems: readonly string[];
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
      const refused = 'nobody has decided about it, so there is nothing to approve';
      results.push({ ...nothing, decision, differences, refused });
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

function resultText({ decision, differences, missing, refused, files }: Approved): string {
  const names = differences.map(({ fingerprint }) => fingerprint).join(' ');
  if (refused !== null) return `Refused  ${names}: ${visible(refused)}\n`;
  const more =
    missing === 0
      ? ''
      : ` ${missing === 1 ? 'One more approval is' : `${missing} more approvals are`} needed.`;
  const written = files.map((file) => `  written: ${visible(file)}\n`).join('');
  const next = missing > 0 ? '' : `\nNext: somebody else than the approvers: kedge fix ${names}\n`;
  return `Approved  decision ${decision}: ${names}.${more}\n${written}${next}`;
}

const resultJson = ({ decision, differences, missing, refused, files, problems }: Approved): unknown => ({
  decision,
  fingerprints: differences.map(({ fingerprint }) => fingerprint),
  missing,
  refused,
  files,
  problems,
});

function fail(context: KedgeContext, problem: string): void {
  context.process.stderr.write(`${problem}\n`);
  context.process.exitCode = EXIT.error;
}
