import type { Engine, EngineStack, PlanOutcome } from '#ports/engine.ts';
import type { RemedyEngine } from '#ports/remedy-engine.ts';
import type { Repository } from '#ports/repository.ts';
import { readPlan, type Plan } from '#domain/drift/plan.ts';
import { doubtIn } from '#domain/drift/stack-doubt.ts';

/** What a rollback by Git revert works with: the repository, the engine, and the stacks of the project. */
export interface CodeTools {
  /** The folder of the project, absolute. */
  readonly root: string;
  readonly repository: Repository;
  readonly engine: Engine;
  readonly remedy: () => Promise<RemedyEngine>;
  /** By id, as a scan calls them. */
  readonly stacks: () => Promise<ReadonlyMap<string, EngineStack> | { readonly problem: string }>;
}

/** A stack, and where it lies in its repository. */
export interface PlacedStack {
  readonly stack: EngineStack;
  readonly top: string;
  /** From the top, forward slashes; empty for the top itself. */
  readonly path: string;
  readonly commit: string;
}

export async function placeStacks(
  ids: readonly string[],
  { root, repository, stacks }: CodeTools,
): Promise<readonly PlacedStack[] | { readonly problem: string }> {
  const known = await stacks();
  if ('problem' in known) return known;
  const placed: PlacedStack[] = [];
  for (const id of ids) {
    const stack = known.get(id);
    if (stack === undefined) {
      return {
        problem: `There is no stack ${id} below ${root}. It holds ${[...known.keys()].join(', ') || 'none'}.`,
      };
    }
    const place = await repository.find(stack.folder);
    if (place === null || place.commit === null) {
      const why = (await repository.whyNone(stack.folder)) ?? 'the repository has no commit yet';
      return { problem: `The stack ${id} has no commit to start from: ${why}` };
    }
    const path = place.folder === place.top ? '' : place.folder.slice(place.top.length + 1);
    placed.push({ stack, top: place.top, path, commit: place.commit });
  }
  return placed;
}

/** The stack as a commit holds it, in a work tree that goes afterwards. */
export const atCommit = <T>(
  { stack, top, path }: PlacedStack,
  { commit, workspace }: { readonly commit: string; readonly workspace: string },
  { repository }: CodeTools,
  work: (stack: EngineStack) => Promise<T>,
): Promise<T | { readonly problem: string }> =>
  repository.withWorktree({ top, commit, inputsFrom: [path] }, (folder) => {
    const moved = (file: string): string =>
      file.startsWith(`${top}/`) ? `${folder}${file.slice(top.length)}` : file;
    return work({
      ...stack,
      folder: path === '' ? folder : `${folder}/${path}`,
      // A fresh work tree has none selected.
      workspace,
      varFiles: stack.varFiles.map(moved),
      backendConfig: stack.backendConfig.map((item) => (item.includes('=') ? item : moved(item))),
      lock: false,
      fast: 'off',
    });
  });

export type WholePlan =
  | { readonly plan: Plan | null; readonly workspace: string }
  /** A sentence; may hold secrets. */
  | { readonly unknown: string };

/** A plan that is evidence: finished, complete, over every resource. `plan` null: nothing at all is planned. */
export function wholePlan(outcome: PlanOutcome): WholePlan {
  const { workspace } = outcome;
  if (outcome.kind === 'unknown') return { unknown: outcome.detail };
  if (outcome.kind === 'unchanged') return { plan: null, workspace };
  const reading = readPlan(outcome.planJson);
  if ('problem' in reading) return { unknown: reading.problem };
  const doubt = doubtIn(reading.plan, outcome.resourcesRead);
  if (doubt !== null && doubt.code !== 'empty_state') return { unknown: doubt.detail ?? doubt.code };
  return { plan: reading.plan, workspace };
}
