import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { FixObserver } from './fix-request.ts';
import {
  refused,
  type ImportDependencies,
  type ImportRequest,
  type ImportResult,
  type ProvenImport,
} from './import-request.ts';

/** Makes the branch of a proven import, writes that into the audit log, and pushes it where that was asked. */
export async function proposeImport(
  request: ImportRequest,
  proven: ProvenImport,
  { top, pushTo }: { readonly top: string; readonly pushTo: string | null },
  deps: ImportDependencies,
  observer: FixObserver,
): Promise<ImportResult> {
  const branch = importBranch(request, proven.address);
  observer.phase(`making the branch ${branch}`);
  const made = await deps.repository.createBranch(top, branch, proven.commit);
  if ('problem' in made) return { kind: 'refused', ...refused('git', made.problem) };
  if ('exists' in made && made.exists !== proven.commit) {
    return {
      kind: 'refused',
      ...refused(
        'branch_exists',
        `The branch ${branch} exists already, at ${made.exists.slice(0, 12)}: this import was proposed before.`,
        `Merge it, or delete or rename it: git branch -m ${branch} NAME`,
      ),
    };
  }
  await writeDown(request, proven, branch, deps);
  const pushProblem = pushTo === null ? null : await deps.repository.push(top, pushTo, branch);
  return {
    kind: 'proposed',
    ...proven,
    branch,
    pushedTo: pushProblem === null ? pushTo : null,
    pushProblem,
  };
}

async function writeDown(
  { target, id, reason, actor }: ImportRequest,
  { address, commit, proof, files, withheld }: ProvenImport,
  branch: string,
  { memory, clock, redactor }: ImportDependencies,
): Promise<void> {
  const at = clock.now().toISOString();
  await memory.change((change) =>
    change.appendAudit({
      at,
      actor,
      action: 'import.proposed',
      subject: address,
      details: {
        stack: target.id,
        id,
        reason: redactor.redactText(reason),
        branch,
        commit,
        files: [...files],
        withheld: [...withheld],
        engine: proof.engine,
        resources_read: proof.resourcesRead,
      },
    }),
  );
}

const SIGNS = 12;

/** The same for the same import, so that a second proposal of it is seen. */
export function importBranch({ target, id }: Pick<ImportRequest, 'target' | 'id'>, address: string): string {
  const key = JSON.stringify([target.id, address, id]);
  return `kedge/import-${bytesToHex(sha256(utf8ToBytes(key))).slice(0, SIGNS)}`;
}
