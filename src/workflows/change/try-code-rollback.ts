import type { Change, CheckResult } from '#domain/change/change.ts';
import type { Declaration } from '#domain/change/declaration.ts';
import { destroyedByUndoing, listed, reachOf, type StackReach } from '#domain/change/rollback-reach.ts';
import type { ChangeDependencies } from './change-dependencies.ts';
import { atCommit, placeStacks, wholePlan, type CodeTools, type PlacedStack } from './code-tools.ts';

export type GitRevert = Extract<Declaration['rollback']['does'], { readonly kind: 'git_revert' }>;

export interface TriedRollback {
  readonly answer: Pick<CheckResult, 'outcome' | 'sentence'>;
  /** What the change will do to each stack: the rollback may touch nothing else. */
  readonly reach: readonly StackReach[];
}

const red = (sentence: string): TriedRollback => ({ answer: { outcome: 'failed', sentence }, reach: [] });
const unknown = (sentence: string): TriedRollback => ({
  answer: { outcome: 'unknown', sentence },
  reach: [],
});

/**
 * Tries a rollback by Git revert without doing it: the commit that undoes the change can be made, the code without the
 * change is what runs now, and what the change is about to do is noted, to hold the rollback to it.
 */
export async function tryCodeRollback(
  change: Change,
  does: GitRevert,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<TriedRollback> {
  const { code } = deps;
  if (code === null) return unknown('There is no engine and no repository here to try the rollback with.');
  const placed = await placeStacks(does.stacks, code);
  if ('problem' in placed) return red(placed.problem);
  const [first] = placed;
  if (first === undefined || change.commit === null)
    return red(
      'The change was opened without a commit, so there is nothing to undo. Commit it, and open it again.',
    );
  const moved = placed.find(({ commit }) => commit !== change.commit);
  if (moved !== undefined) {
    return red(
      `The change was opened at ${change.commit.slice(0, 12)} and ${moved.commit.slice(0, 12)} is checked out. Open it again, so that what is tried is what runs.`,
    );
  }
  const dirty = await code.repository.changedFiles(
    first.top,
    placed.map(({ path }) => (path === '' ? first.top : `${first.top}/${path}`)),
  );
  if (dirty.length > 0)
    return red(`The code differs from its commit: ${dirty.slice(0, 5).join(', ')}. Commit it first.`);
  const reverted = await code.repository.revert(revertOf(change, does, first.top, change.commit));
  if ('problem' in reverted) return red(reverted.problem);
  const reach: StackReach[] = [];
  for (const stack of placed) {
    const tried = await tryStack(stack, reverted.commit, does, code, deps, signal);
    if ('answer' in tried) return tried;
    reach.push(tried);
  }
  const reached = reach.flatMap(({ resources }) => resources);
  if (reached.length === 0) {
    return red(
      `Nothing is planned in ${does.stacks.join(', ')}: what the change does has been applied already, or it does nothing. A rollback is tried before the start.`,
    );
  }
  return {
    answer: {
      outcome: 'passed',
      sentence: `${reverted.undoes.slice(0, 12)} can be undone, and the code without it is what runs now. Taking it back may touch ${reached.length} ${reached.length === 1 ? 'place' : 'places'} and nothing else.`,
    },
    reach,
  };
}

const quietly = (): void => undefined;

async function tryStack(
  placed: PlacedStack,
  commit: string,
  { mayDestroy }: GitRevert,
  code: CodeTools,
  { redactText }: ChangeDependencies,
  signal: AbortSignal,
): Promise<StackReach | TriedRollback> {
  const { stack } = placed;
  const forward = wholePlan(await code.engine.plan({ ...stack, lock: false, fast: 'off' }, quietly, signal));
  if ('unknown' in forward)
    return unknown(redactText(`${stack.id} could not be planned: ${forward.unknown}`));
  const { workspace } = forward;
  const back = await atCommit(placed, { commit, workspace }, code, async (there) =>
    wholePlan(await code.engine.plan(there, quietly, signal)),
  );
  if ('problem' in back) return unknown(redactText(back.problem));
  if ('unknown' in back)
    return unknown(redactText(`${stack.id} could not be planned without the change: ${back.unknown}`));
  const left = back.plan === null ? [] : reachOf(back.plan, redactText);
  if (left.length > 0) {
    return red(
      `The code of ${stack.id} without the change is not what runs now; it would also change ${listed(left)}. Apply or accept that first, or the rollback would do it.`,
    );
  }
  const resources = forward.plan === null ? [] : reachOf(forward.plan, redactText);
  const destroyed = destroyedByUndoing(resources);
  if (destroyed.length > 0 && !mayDestroy) {
    return red(
      `Taking the change back would destroy what it makes in ${stack.id}: ${listed(destroyed)}. Say \`may_destroy: true\` if it may, or take it back in another way.`,
    );
  }
  return { stack: stack.id, workspace, resources: [...resources] };
}

/** Everything in it is of the change, so that the same commit comes out whenever it is made. */
export const revertOf = (change: Change, { commit }: GitRevert, top: string, onto: string) => ({
  top,
  undo: commit ?? onto,
  onto,
  note: `Kedge-Change: ${change.id}`,
  author: change.declaration.owner,
  at: change.openedAt,
});
