import { changeRecord, dueRecords, type DueRecord } from '#domain/change/change-record.ts';
import type { Change } from '#domain/change/change.ts';
import { runbookEntry } from '#domain/change/runbook-entry.ts';
import { watchEvidence } from '#domain/change/watch-evidence.ts';
import type { ReleaseEvidence } from '#domain/release/evidence.ts';
import { judgeRelease } from '#domain/release/judge-release.ts';
import { svgPicture } from '#domain/release/picture/svg-picture.ts';
import { storedVerdict } from '#domain/release/stored/stored-verdict.ts';
import type { ChangeDependencies } from './change-dependencies.ts';
import { writeChange, type Fence } from './write-change.ts';

/** The kind of the event that a record could not be written. */
export const NOT_RECORDED = 'not recorded';

/**
 * Writes what a change owes the repository: each verdict, override and rollback once, on a branch that holds those
 * before it, too. What cannot be written is said in its events and does not hold the change up; the next turn tries again.
 */
export async function recordDue(
  change: Change,
  fence: Fence | null,
  deps: ChangeDependencies,
): Promise<{ readonly branches: readonly string[]; readonly problems: readonly string[] }> {
  const branches: string[] = [];
  const problems: string[] = [];
  if (change.state === 'closed') return { branches, problems };
  let known = change;
  for (const due of dueRecords(change)) {
    const written = await recordOne(known, due, fence, deps);
    if ('problem' in written) {
      problems.push(written.problem);
      await sayOnce(change.id, written.problem, deps);
      break;
    }
    branches.push(written.branch);
    known = written.change;
  }
  return { branches, problems };
}

/** The same thing is not said with every try. */
async function sayOnce(id: string, problem: string, { memory, clock }: ChangeDependencies): Promise<void> {
  await memory.change(async (writing) => {
    const said = await writing.changeEvents(id);
    if (said.findLast(({ kind }) => kind === NOT_RECORDED)?.text === problem) return;
    const at = clock.now().toISOString();
    await writing.addChangeEvents([{ change: id, at, kind: NOT_RECORDED, actor: 'kedge', text: problem }]);
  });
}

type One = { readonly branch: string; readonly change: Change } | { readonly problem: string };

async function recordOne(
  change: Change,
  due: DueRecord,
  fence: Fence | null,
  deps: ChangeDependencies,
): Promise<One> {
  const branch = `kedge/change-${change.id}-${due.key}`;
  const name = `change-${change.id}-${due.key}`;
  const folder = deps.decisionsFolder;
  const evidence = await evidenceOf(change, deps);
  const chart = evidence === null ? null : `${name}.svg`;
  const facts = {
    change,
    due,
    events: await deps.memory.changeEvents(change.id),
    verdict: evidence === null ? null : judgeRelease(evidence),
    chart,
    evidence: evidence === null ? null : `${name}.verdict.json`,
  };
  const file = `${folder}/${name}.md`;
  const files = [
    { path: file, text: changeRecord(facts) },
    {
      path: `runbooks/change-${change.id}.md`,
      text: runbookEntry(change, chart === null ? null : `../${folder}/${chart}`),
    },
    ...(evidence === null
      ? []
      : [
          { path: `${folder}/${name}.svg`, text: svgPicture(evidence) },
          { path: `${folder}/${name}.verdict.json`, text: storedVerdict(evidence) },
        ]),
  ];
  const written = await deps.records.write({
    branch,
    parent: change.records.at(-1)?.commit ?? null,
    message: `Change ${change.id}: ${due.kind} (${change.declaration.title})\n`,
    author: change.declaration.owner,
    at: change.updatedAt,
    files,
  });
  if ('problem' in written)
    return { problem: `The record of ${change.id} could not be written: ${written.problem}` };
  const saved = await writeChange(
    change.id,
    deps,
    (now) => ({
      change: { ...now, records: [...now.records, { key: due.key, branch, commit: written.commit, file }] },
      event: { kind: 'recorded', actor: 'kedge', text: `The ${due.kind} is on record in ${branch}.` },
      audit: { branch, commit: written.commit, file },
    }),
    fence,
  );
  return 'refused' in saved ? { problem: saved.refused } : { branch, change: saved.change };
}

/** null: nothing was watched, or its history was never read. */
export async function evidenceOf(
  change: Change,
  { memory }: Pick<ChangeDependencies, 'memory'>,
): Promise<ReleaseEvidence | null> {
  if (change.watch === null) return null;
  const history = await memory.watchHistory(change.id, change.watch.number);
  if (history === null) return null;
  const looks = await memory.changeLooks(change.id, change.watch.number, 1);
  return watchEvidence(change.declaration, change.watch, history, looks);
}
