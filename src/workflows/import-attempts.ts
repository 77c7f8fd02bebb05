import type { ImportPlace, ResourceText } from '#ports/import-placer.ts';
import type { FixObserver } from './fix-request.ts';
import { worktreeInputs } from './import-draft.ts';
import { importMessage } from './import-message.ts';
import { fromTop, type CommittedPlace } from './import-place.ts';
import { proveImport, type ImportVerdict } from './import-proof.ts';
import {
  refused,
  type ImportDependencies,
  type ImportRequest,
  type ProvenImport,
  type Refused,
} from './import-request.ts';
import type { Standing } from './import-standing.ts';
import type { FreshRead } from './read-differences.ts';

export interface PreparedImport {
  readonly at: CommittedPlace;
  readonly before: FreshRead;
  readonly standing: Standing;
  readonly place: ImportPlace;
}

/** The shortest of the texts that a plan proves, on a commit that no branch knows. */
export async function firstProven(
  request: ImportRequest,
  prepared: PreparedImport,
  texts: readonly ResourceText[],
  deps: ImportDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<ProvenImport | Refused> {
  const failed: Failed[] = [];
  for (const text of texts) {
    const tried = await attempt(request, prepared, text, deps, observer, signal);
    if (!('verdict' in tried)) return tried;
    failed.push(tried);
    // No other text changes what else the plan holds.
    if (!MAY_BE_THE_TEXT.has(tried.verdict.kind) || signal.aborted) break;
  }
  // What a longer text would change says more than that it is not valid.
  const telling = failed.findLast(({ verdict }) => verdict.kind !== 'invalid') ?? failed.at(-1);
  if (telling === undefined) throw new Error('There was no text to prove.');
  return notProven(telling, prepared);
}

interface Failed {
  readonly verdict: Exclude<ImportVerdict, { readonly kind: 'proven' }>;
  readonly withheld: readonly string[];
}

const MAY_BE_THE_TEXT: ReadonlySet<ImportVerdict['kind']> = new Set(['changes', 'invalid']);

async function attempt(
  request: ImportRequest,
  { at, before, place, standing }: PreparedImport,
  { text, withheld }: ResourceText,
  deps: ImportDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<ProvenImport | Refused | Failed> {
  const address = place.address.text;
  const edits = await deps.placer.edits(place, request.id, standing === 'planned' ? null : text);
  const files = edits.flatMap(({ file, after }) => {
    const path = fromTop(at.top, file);
    return path === null ? [] : [{ path, text: after }];
  });
  if (files.length < edits.length)
    return refused('outside_repository', `The code of ${address} lies outside of the repository.`);
  const now = deps.clock.now().toISOString();
  const commit = (
    proof: ProvenImport['proof'] | null,
  ): ReturnType<ImportDependencies['repository']['commit']> =>
    deps.repository.commit({
      top: at.top,
      parent: at.commit,
      files,
      message: importMessage(request, { address, withheld, at: now, proof }, deps.redactor),
      author: request.actor,
      at: now,
    });
  const draft = await commit(null);
  if ('problem' in draft) return refused('git', draft.problem);
  const asked = { request, at, commit: draft.commit, inputsFrom: worktreeInputs(at, place), before, address };
  const verdict = await proveImport(asked, deps, observer, signal);
  if (verdict.kind !== 'proven') return { verdict, withheld };
  // The same tree under a message that carries the proof.
  const final = await commit(verdict.proof);
  if ('problem' in final) return refused('git', final.problem);
  return {
    address,
    commit: final.commit,
    patch: await deps.repository.patch(at.top, final.commit),
    proof: verdict.proof,
    files: files.map(({ path }) => path),
    withheld,
  };
}

function notProven({ verdict, withheld }: Failed, { place, standing }: PreparedImport): Refused {
  const { text } = place.address;
  if (verdict.kind === 'held') {
    return refused(
      'held',
      `The object is in the state already, as ${verdict.by.join(' and ')}: under ${text} as well, two resources would manage one object.`,
      'To give it another address, write a `moved` block.',
    );
  }
  const why = verdict.problems.join('; ');
  const left = withheld.length === 0 ? '' : ` Left out because they are sensitive: ${withheld.join(', ')}.`;
  const next =
    standing === 'planned'
      ? 'Make the block in the code say what the object is, commit, and run the command again.'
      : 'Write the block by hand, commit it, and run the command again: it then adds the import block alone.';
  return verdict.kind === 'changes'
    ? refused(
        'import_changes',
        `The import of ${text} would also change the object, so nothing was changed: ${why}.${left}`,
        next,
      )
    : refused(
        'not_proven',
        `The import of ${text} is not proven, so nothing was changed: ${why}.${left}`,
        next,
      );
}
