import type { ImportPlace, ResourceText } from '#ports/import-placer.ts';
import type { FixObserver } from './fix-request.ts';
import { fromTop, type CommittedPlace } from './import-place.ts';
import { refused, type ImportDependencies, type ImportRequest, type Refused } from './import-request.ts';
import { stackInWorktree } from './import-worktree.ts';
import type { FreshRead } from './read-differences.ts';

export interface DraftRequest {
  readonly request: ImportRequest;
  readonly at: CommittedPlace;
  readonly place: ImportPlace;
  readonly before: FreshRead;
}

/** What the resource block could be, the shortest first, none of it with a secret in it. */
export async function draftResource(
  { request, at, place, before }: DraftRequest,
  deps: ImportDependencies,
  observer: FixObserver,
  signal: AbortSignal,
): Promise<{ readonly texts: readonly ResourceText[] } | Refused> {
  observer.phase('letting the engine write the configuration in a scratch work tree');
  const { stack } = request.target;
  const inputsFrom = worktreeInputs(at, place);
  const { address, draftName: name, draftProvider: provider } = place;
  const wanted = { type: address.type, name, id: request.id, provider };
  const drafted = await deps.repository.withWorktree({ ...at, inputsFrom }, (folder) =>
    deps.drafter.draft(stackInWorktree(folder, { ...at, stack, before }), wanted, observer.reading, signal),
  );
  if ('problem' in drafted) return refused('git', drafted.problem);
  if ('notFound' in drafted) {
    return refused(
      'not_found',
      `The provider finds no ${address.type} with the ID ${JSON.stringify(request.id)} that it can import: ${deps.redactor.redactText(drafted.notFound)}`,
      'Look up in the documentation of the resource what its import takes for an ID, and whether the provider looks in the region and account where the object is.',
    );
  }
  if ('failed' in drafted) {
    return refused(
      'not_drafted',
      `The engine could not write the configuration: ${deps.redactor.redactText(drafted.detail)}`,
    );
  }
  const made = await deps.placer.configurations(drafted.generated, place);
  if ('problem' in made)
    return refused(
      'not_drafted',
      made.problem,
      'Write the block by hand, commit it, and run the command again.',
    );
  // The whole block is the last; what is only in it is an empty value.
  const secrets = [...new Set(made.texts.flatMap((text) => text.secrets))];
  return secrets.length === 0 ? made : holdsSecrets(address.text, secrets);
}

export const holdsSecrets = (address: string, secrets: readonly string[]): Refused =>
  refused(
    'secret',
    `The configuration of ${address} holds what looks like a secret (${secrets.join(', ')}), and Kedge writes no secret into code.`,
    'Write the block by hand with a variable in that place, commit it, and run the command again: it then adds the import block alone.',
  );

/** Folders of the repository whose files beside Git's the engine reads. */
export const worktreeInputs = (
  { top, stackPath }: CommittedPlace,
  { folders }: ImportPlace,
): readonly string[] => [
  ...new Set([stackPath, ...folders.map((folder) => fromTop(top, folder)).filter((path) => path !== null)]),
];
