import type { ImportAddress, ResourceText } from '#ports/import-placer.ts';
import type { FixObserver } from './fix-request.ts';
import { proposeImport } from './import-branch.ts';
import { firstProven, type PreparedImport } from './import-attempts.ts';
import { draftResource } from './import-draft.ts';
import { idProblem, sharedFolder, versionProblem } from './import-guards.ts';
import { committedPlace, untrackedCode, type CommittedPlace } from './import-place.ts';
import {
  refused,
  type ImportDependencies,
  type ImportOptions,
  type ImportRequest,
  type ImportResult,
  type Refused,
} from './import-request.ts';
import { standingOf } from './import-standing.ts';
import { readDifferences } from './read-differences.ts';

/**
 * Brings into code what exists in reality and is in no state: draft, prove on a commit that no branch knows, and only
 * then make the branch. The state follows with the next apply of a person; the user's work tree stays as it is.
 */
export async function adoptUnmanaged(
  request: ImportRequest,
  options: ImportOptions,
  deps: ImportDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<ImportResult> {
  const prepared = await prepare(request, deps, observer, signal);
  if ('refusals' in prepared) return { kind: 'refused', refusals: prepared.refusals };
  const texts = await textsFor(request, prepared, deps, observer, signal);
  if ('refusals' in texts) return { kind: 'refused', refusals: texts.refusals };
  const proven = await firstProven(request, prepared, texts.texts, deps, observer, signal);
  if ('refusals' in proven) return { kind: 'refused', refusals: proven.refusals };
  if (options.patchOnly) return { kind: 'patch', ...proven };
  return proposeImport(request, proven, { top: prepared.at.top, pushTo: options.pushTo }, deps, observer);
}

async function prepare(
  request: ImportRequest,
  deps: ImportDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<PreparedImport | Refused> {
  const read = deps.placer.readAddress(request.address);
  if ('problem' in read) return refused('bad_address', read.problem);
  const unusable = idProblem(request.id) ?? sharedFolder(request);
  if (unusable !== null) return unusable;
  const { target } = request;
  const at = await committedPlace(target, deps.repository);
  if ('refusals' in at) return at;
  observer.phase('reading what is there now');
  const fresh = await readDifferences(target, target.stack, deps, observer.reading, signal);
  if ('unknown' in fresh) return refused('unknown', `The stack could not be read: ${fresh.unknown}`);
  const before = fresh.read;
  const tooOld = versionProblem(before.engine);
  if (tooOld !== null) return tooOld;
  const { address } = read;
  const found = standingOf(address, before, await isWritten(address, at, deps));
  if ('refusals' in found) return found;
  const placed = await deps.placer.place({ ...at, address, inCode: found.standing === 'planned' });
  if ('refused' in placed) return { refusals: [placed.refused] };
  const { place } = placed;
  const untracked = await untrackedCode(at.top, place.folders, deps.repository);
  return untracked ?? { at, before, standing: found.standing, place };
}

async function isWritten(
  { module, type, name }: ImportAddress,
  { folder }: CommittedPlace,
  deps: ImportDependencies,
): Promise<boolean> {
  const tree = await deps.code.readTree(folder);
  return tree.locate({ module, mode: 'managed', type, name }) !== null;
}

const NOTHING: ResourceText = { text: '', withheld: [], secrets: [] };

async function textsFor(
  request: ImportRequest,
  { at, before, place, standing }: PreparedImport,
  deps: ImportDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<{ readonly texts: readonly ResourceText[] } | Refused> {
  if (standing === 'planned') return { texts: [NOTHING] };
  return draftResource({ request, at, place, before }, deps, observer, signal);
}
