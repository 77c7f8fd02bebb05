import { hidesParts, sideDigest } from '#domain/drift/life/side-digest.ts';
import type { NamedDifference } from '#domain/drift/name-differences.ts';
import type { EditOrigin, FileEdit, WantedEdit } from '#ports/code-editor.ts';
import type { RepositoryPlace } from '#ports/repository.ts';
import { adoptionMessage } from './adoption-message.ts';
import type {
  EditProof,
  FixDependencies,
  FixObserver,
  FixRefusal,
  FixRequest,
  FixResult,
  FixSubject,
} from './fix-request.ts';
import { proveEdit } from './prove-edit.ts';
import { proposeBranch } from './propose-branch.ts';
import { readDifferences, type FreshRead } from './read-differences.ts';

export interface AdoptOptions {
  /** Show the change and keep nothing of it. */
  readonly patchOnly: boolean;
  /** A Git remote to push the branch to. */
  readonly pushTo: string | null;
  /** Names of root variables that the environment sets. */
  readonly variablesInEnvironment: readonly string[];
}

/**
 * Makes the code follow reality: edit, prove on a commit that no branch knows, and only then make the branch. The
 * user's work tree and index stay as they are.
 */
export async function adoptDrift(
  request: FixRequest,
  options: AdoptOptions,
  deps: FixDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<FixResult> {
  const prepared = await prepare(request, deps, observer, signal);
  if ('refusals' in prepared) return { kind: 'refused', refusals: prepared.refusals };
  const edited = await edit(request, options, prepared, deps);
  if ('refusals' in edited) return { kind: 'refused', refusals: edited.refusals };
  const proven = await commitAndProve(request, prepared, edited, deps, observer, signal);
  if ('refusals' in proven) return { kind: 'refused', refusals: proven.refusals };
  const patch = await deps.repository.patch(prepared.place.top, proven.commit);
  const { proof } = proven;
  if (options.patchOnly) return { kind: 'patch', patch, origins: edited.origins, proof };
  return proposeBranch(
    request,
    { ...proven, patch, origins: edited.origins, top: prepared.place.top, pushTo: options.pushTo },
    deps,
    observer,
  );
}

interface Prepared {
  readonly place: RepositoryPlace & { readonly commit: string };
  /** From the top, forward slashes. */
  readonly stackPath: string;
  readonly read: FreshRead;
  readonly wanted: readonly NamedDifference[];
}

type Refused = { readonly refusals: readonly FixRefusal[] };

const refused = (code: string, sentence: string, next: string | null = null): Refused => ({
  refusals: [{ code, sentence, next }],
});

async function prepare(
  { target, subjects }: FixRequest,
  deps: FixDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<Prepared | Refused> {
  const place = await deps.repository.find(target.stack.folder);
  if (place === null || place.commit === null) {
    const why = (await deps.repository.whyNone(target.stack.folder)) ?? 'the repository has no commit yet';
    return refused(
      'no_repository',
      `An adoption is a branch, and ${target.path} has none to start from: ${why}`,
      'Put the code under Git and commit it.',
    );
  }
  const stackPath = relativePath(place.top, place.folder);
  if (stackPath === null) return refused('no_repository', `${place.folder} does not lie below ${place.top}.`);
  const changed = (await deps.repository.changedFiles(place.top, [place.top])).filter(
    (file) => isBelow(file, stackPath) || CONFIGURATION.test(file),
  );
  if (changed.length > 0) {
    return refused(
      'code_dirty',
      `The code differs from its commit, and the proof is made on commits: ${listed(changed)}.`,
      'Commit or stash these files.',
    );
  }
  const untracked = await deps.repository.untrackedConfiguration(place.top, [stackPath]);
  if (untracked.length > 0) {
    return refused(
      'code_dirty',
      `The stack reads files that Git does not know, and the proof is made on commits: ${listed(untracked)}.`,
      'Commit them or move them away.',
    );
  }
  observer.phase('reading what is there now');
  const fresh = await readDifferences(target, target.stack, deps, observer.reading, signal);
  if ('unknown' in fresh) return refused('unknown', `The stack could not be read: ${fresh.unknown}`);
  const wanted: NamedDifference[] = [];
  const refusals: FixRefusal[] = [];
  for (const subject of subjects) {
    const checked = stillAsDecided(subject, fresh.read);
    if ('refusal' in checked) refusals.push(checked.refusal);
    else wanted.push(checked.named);
  }
  if (refusals.length > 0) return { refusals };
  return { place: { ...place, commit: place.commit }, stackPath, read: fresh.read, wanted };
}

function stillAsDecided(
  { record, subject }: FixSubject,
  read: FreshRead,
): { readonly named: NamedDifference } | { readonly refusal: FixRefusal } {
  const found = read.named.find(({ difference }) =>
    [record.fingerprint, ...record.aliases].includes(difference.fingerprint),
  );
  const where = subject.path === '' ? subject.address : `${subject.address}.${subject.path}`;
  if (found === undefined) {
    return {
      refusal: {
        code: 'reality_moved',
        sentence: `${where} does not differ any more: there is nothing to adopt.`,
        next: 'Run `kedge scan`; it will be resolved.',
      },
    };
  }
  const { difference } = found;
  if (difference.reality.kind === 'secret' || difference.intent.kind === 'secret') {
    return {
      refusal: {
        code: 'secret',
        sentence: `${where} is secret, and Kedge writes no secret into code.`,
        next: 'Revert it, or put the new value where the code takes it from.',
      },
    };
  }
  if (hidesParts(difference.reality) || hidesParts(difference.intent)) {
    return {
      refusal: {
        code: 'value_hidden',
        sentence: `A part of the value of ${where} is hidden, so nobody can tell whether it is still what was decided.`,
        next: 'Edit the code by hand.',
      },
    };
  }
  if (sideDigest(difference.reality) !== subject.reality) {
    return {
      refusal: {
        code: 'reality_moved',
        sentence: `${where} has changed since it was decided.`,
        next: 'Look at it with `kedge drift show` after a scan, and decide again.',
      },
    };
  }
  return { named: found };
}

interface Edited {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly origins: readonly EditOrigin[];
}

async function edit(
  { target }: FixRequest,
  { variablesInEnvironment }: AdoptOptions,
  { place, read, wanted }: Prepared,
  deps: FixDependencies,
): Promise<Edited | Refused> {
  const proposal = await deps.editor.propose({
    folder: place.folder,
    top: place.top,
    workspace: read.workspace,
    varFiles: target.stack.varFiles,
    variablesInEnvironment,
    hasRemovedBlocks: knowsRemovedBlocks(read.engine.version),
    wanted: wanted.map(wantedEdit),
  });
  if ('refused' in proposal) {
    return {
      refusals: proposal.refused.map(({ reason, sentence, next }) => ({ code: reason, sentence, next })),
    };
  }
  const files = proposal.edits.map((each) => committable(each, place.top));
  const outside = files.find((file) => file.path === null);
  if (outside !== undefined)
    return refused('outside_repository', `${outside.file} lies outside the repository.`);
  return {
    files: files.flatMap(({ path, text }) => (path === null ? [] : [{ path, text }])),
    origins: proposal.origins.map((origin) => ({
      fingerprint: origin.fingerprint,
      what: origin.what,
      file: relativePath(place.top, origin.file) ?? origin.file,
      line: origin.line,
    })),
  };
}

function wantedEdit({ found, difference }: NamedDifference): WantedEdit {
  const { fingerprint } = difference;
  const { address } = found.resource;
  if (found.class === 'deleted') return { kind: 'remove', fingerprint, address };
  return {
    kind: 'value',
    fingerprint,
    address,
    path: found.path,
    now: found.intentKnown ? found.intent : undefined,
    real: found.reality,
    reality: found.resource.after ?? null,
  };
}

const committable = (
  { file, after }: FileEdit,
  top: string,
): { readonly file: string; readonly path: string | null; readonly text: string } => ({
  file,
  path: relativePath(top, file),
  text: after,
});

async function commitAndProve(
  request: FixRequest,
  { place, stackPath, read, wanted }: Prepared,
  { files, origins }: Edited,
  deps: FixDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<{ readonly commit: string; readonly proof: EditProof } | Refused> {
  const at = deps.clock.now().toISOString();
  const commit = (proof: EditProof | null): ReturnType<FixDependencies['repository']['commit']> =>
    deps.repository.commit({
      top: place.top,
      parent: place.commit,
      files,
      message: adoptionMessage(request, origins, proof),
      author: request.actor,
      at,
    });
  const draft = await commit(null);
  if ('problem' in draft) return refused('git', draft.problem);
  const adopted = wanted.map(({ difference }) => difference.fingerprint);
  const folders = new Set([stackPath, ...files.map(({ path }) => folderOf(path))]);
  const proven = await proveEdit(
    {
      ...request,
      top: place.top,
      commit: draft.commit,
      stackPath,
      inputsFrom: [...folders],
      before: read,
      adopted,
    },
    deps,
    observer,
    signal,
  );
  if ('problems' in proven) {
    return refused(
      'not_proven',
      `The edit is not proven, so nothing was changed: ${proven.problems.join('; ')}.`,
      'Edit the code by hand; `--patch` is not offered for an edit without proof.',
    );
  }
  // The same tree under a message that carries the proof.
  const final = await commit(proven.proof);
  return 'problem' in final ? refused('git', final.problem) : { commit: final.commit, proof: proven.proof };
}

/** Terraform 1.7 and OpenTofu 1.7 brought `removed` blocks. */
function knowsRemovedBlocks(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 1 || (major === 1 && minor >= 7);
}

function relativePath(top: string, path: string): string | null {
  if (path === top) return '';
  return path.startsWith(`${top}/`) ? path.slice(top.length + 1) : null;
}

/** What an engine reads as configuration, wherever modules may lie. */
const CONFIGURATION = /\.(?:tf|tofu|tfvars)(?:\.json)?$|\.terraform\.lock\.hcl$/;

const isBelow = (file: string, folder: string): boolean => folder === '' || file.startsWith(`${folder}/`);

const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/');

const SHOWN = 5;

const listed = (names: readonly string[]): string =>
  names.length <= SHOWN
    ? names.join(', ')
    : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;
