import type { Change, CodeRollback, RevertedStack, RollbackProgress } from '#domain/change/change.ts';
import { guardRollback, listed, reachOf, type StackReach } from '#domain/change/rollback-reach.ts';
import { readPlan } from '#domain/drift/plan.ts';
import type { EngineStack } from '#ports/engine.ts';
import type { ApplyOutcome, RemedyEngine } from '#ports/remedy-engine.ts';
import type { ChangeDependencies } from './change-dependencies.ts';
import { atCommit, placeStacks, wholePlan, type CodeTools, type PlacedStack } from './code-tools.ts';
import type { Next } from './next-turn.ts';
import { begunRun, endedRun, MOST_TRIES, noteRollback, RETRY_MS, triesOf } from './note-rollback.ts';
import { revertOf, type GitRevert } from './try-code-rollback.ts';
import type { Fence } from './write-change.ts';

const FOLLOW_MS = 10_000;

interface Turn {
  readonly change: Change;
  readonly does: GitRevert;
  readonly fence: Fence;
  readonly deps: ChangeDependencies;
  readonly code: CodeTools;
  readonly signal: AbortSignal;
}

/**
 * One turn of a rollback by Git revert: the commit and its branch, then stack by stack one kept plan, guarded, applied
 * at most once, and a fresh read. Killed at any point the next turn asks first what became of what was begun.
 */
export async function rollBackCode(
  change: Change,
  rollback: RollbackProgress,
  does: GitRevert,
  fence: Fence,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<Next> {
  const { code } = deps;
  if (code === null) throw new Error(`The rollback of ${change.id} needs a repository and an engine.`);
  const turn: Turn = { change, does, fence, deps, code, signal };
  if (rollback.code === null) return makeBranch(turn);
  const next = rollback.code.stacks.find(({ state }) => state !== 'clean');
  if (next === undefined) {
    const text = `Every stack was applied from ${rollback.code.branch}, and a fresh read of each is clean.`;
    return again(await note(turn, 'rollback ended', text, (known, at) => ({ ...known, doneAt: at })));
  }
  const placed = await placeStacks([next.stack], code);
  const reach = change.rollbackTried?.reach.find(({ stack }) => stack === next.stack);
  if ('problem' in placed) return giveUp(turn, placed.problem);
  const [stack] = placed;
  if (stack === undefined || reach === undefined)
    return giveUp(turn, `What the change does to ${next.stack} was not noted before its start.`);
  switch (next.state) {
    case 'applying':
      return follow(turn, next);
    case 'applied':
      return readAgain(turn, stack, reach, rollback.code);
    case 'waits':
    case 'clean':
      return applyStack(turn, stack, reach, rollback.code);
  }
}

async function makeBranch(turn: Turn): Promise<Next> {
  const { change, does, code } = turn;
  const place = await code.repository.find(code.root);
  const onto = change.commit;
  if (place === null || onto === null) return giveUp(turn, 'There is no commit to undo.');
  const made = await code.repository.revert(revertOf(change, does, place.top, onto));
  if ('problem' in made) return giveUp(turn, made.problem);
  const branch = `kedge/revert-${change.id}`;
  const created = await code.repository.createBranch(place.top, branch, made.commit);
  if ('problem' in created) return giveUp(turn, created.problem);
  if ('exists' in created && created.exists !== made.commit)
    return giveUp(
      turn,
      `The branch ${branch} is there already and holds something else (${created.exists}).`,
    );
  const progress: CodeRollback = {
    ...made,
    branch,
    stacks: does.stacks.map((stack) => ({ stack, state: 'waits', folder: null })),
  };
  const text = `${made.undoes.slice(0, 12)} is undone by ${made.commit.slice(0, 12)} on the branch ${branch}.`;
  return again(await note(turn, 'rollback', text, (known) => ({ ...known, code: progress })));
}

/** Plans, guards, notes and applies: in this order, and in one work tree, because an apply may read files of it. */
async function applyStack(
  turn: Turn,
  placed: PlacedStack,
  { workspace, resources }: StackReach,
  { commit, branch }: CodeRollback,
): Promise<Next> {
  const { code, deps, does, signal } = turn;
  const { id } = placed.stack;
  const remedy = await code.remedy();
  const done = await atCommit(placed, { commit, workspace }, code, async (there): Promise<Next> => {
    const planned = await planKept(there, remedy, signal);
    if ('unknown' in planned) return tryAgain(turn, id, deps.redactText(planned.unknown));
    const { kept, plan } = planned;
    const guarded = guardRollback(plan, kept.resourcesRead, resources, {
      mayDestroy: does.mayDestroy,
      redact: deps.redactText,
    });
    const why = guarded.go ? kept.cannotApply : guarded.why.join(' ');
    if (!guarded.go || why !== null) {
      await remedy.discard(kept.folder);
      return giveUp(turn, `${id} was not applied. ${why ?? ''}`.trim());
    }
    if (guarded.changes.length === 0) {
      await remedy.discard(kept.folder);
      return again(
        await setStack(turn, id, { state: 'clean', folder: null }, `${id} is as it was before already.`),
      );
    }
    const text = `${id} is applied from ${branch}: ${listed(guarded.changes)}.`;
    const noted = await setStack(turn, id, { state: 'applying', folder: kept.folder }, text, 'begins');
    if (noted !== null) {
      await remedy.discard(kept.folder);
      return noted;
    }
    return settleApply(
      turn,
      { id, folder: kept.folder },
      remedy,
      await remedy.apply(kept.folder, quietly, signal),
    );
  });
  return 'problem' in done ? tryAgain(turn, id, deps.redactText(done.problem)) : done;
}

async function planKept(stack: EngineStack, remedy: RemedyEngine, signal: AbortSignal) {
  const outcome = await remedy.plan(stack, [], quietly, signal);
  if ('failed' in outcome) return { unknown: outcome.detail };
  const { kept } = outcome;
  const reading = readPlan(kept.planJson);
  if ('plan' in reading) return { kept, plan: reading.plan };
  await remedy.discard(kept.folder);
  return { unknown: reading.problem };
}

const quietly = (): void => undefined;

/** It was begun by this process or by one that is gone: what became of it is asked, and nothing is begun. */
async function follow(turn: Turn, { stack, folder }: RevertedStack): Promise<Next> {
  const remedy = await turn.code.remedy();
  const outcome: ApplyOutcome =
    folder === null ? { kind: 'never_started' } : await remedy.findApply(folder, turn.signal);
  return settleApply(turn, { id: stack, folder: folder ?? '' }, remedy, outcome);
}

async function settleApply(
  turn: Turn,
  apply: { readonly id: string; readonly folder: string },
  remedy: RemedyEngine,
  outcome: ApplyOutcome,
): Promise<Next> {
  if (outcome.kind === 'running') return { kind: 'at', atMs: turn.deps.clock.now().getTime() + FOLLOW_MS };
  const next = await afterApply(turn, apply.id, outcome);
  // It holds secrets, and what became of it is on record by now.
  if (apply.folder !== '' && next.kind !== 'refused') await remedy.discard(apply.folder);
  return next;
}

async function afterApply(
  turn: Turn,
  id: string,
  outcome: Exclude<ApplyOutcome, { readonly kind: 'running' }>,
): Promise<Next> {
  const { redactText } = turn.deps;
  const waits = { state: 'waits', folder: null } as const;
  switch (outcome.kind) {
    case 'applied': {
      const text = `${id} was applied; it is read again next.`;
      return again(await setStack(turn, id, { state: 'applied', folder: null }, text, 'ended'));
    }
    case 'never_started':
      return again(
        await setStack(turn, id, waits, `${id} was stopped before anything was applied.`, 'ended'),
      );
    case 'refused':
    case 'failed': {
      // Some of it may be done: the next plan reads what is there, and is guarded anew.
      const problem = redactText(`The apply of ${id} ended with an error: ${outcome.detail}`);
      return (await setStack(turn, id, waits, problem, problem)) ?? retry(turn, problem);
    }
    case 'lost': {
      const problem = redactText(`Nobody saw how the apply of ${id} ended: ${outcome.detail}`);
      return (await setStack(turn, id, waits, problem, problem)) ?? giveUp(turn, problem);
    }
  }
}

/** The word of the engine that it applied proves nothing; a fresh read that finds nothing left to do does. */
async function readAgain(
  turn: Turn,
  placed: PlacedStack,
  { workspace }: StackReach,
  { commit }: CodeRollback,
): Promise<Next> {
  const { code, deps, signal } = turn;
  const { id } = placed.stack;
  const read = await atCommit(placed, { commit, workspace }, code, async (there) =>
    wholePlan(await code.engine.plan(there, quietly, signal)),
  );
  if ('problem' in read) return tryAgain(turn, id, deps.redactText(read.problem));
  if ('unknown' in read)
    return tryAgain(turn, id, deps.redactText(`It was applied and cannot be read again: ${read.unknown}`));
  const left = read.plan === null ? [] : reachOf(read.plan, deps.redactText);
  if (left.length > 0)
    return giveUp(turn, `${id} was applied, and a fresh read still shows ${listed(left)}.`);
  return again(await setStack(turn, id, { state: 'clean', folder: null }, `A fresh read of ${id} is clean.`));
}

/** A try that did nothing, on record, so that they are counted over kills. */
async function tryAgain(turn: Turn, stack: string, problem: string): Promise<Next> {
  const { change, fence } = turn;
  const noted = await note(turn, 'rollback', `${stack}: ${problem}`, (known, at) => ({
    ...known,
    runs: [
      ...known.runs,
      endedRun(
        begunRun(['apply', stack], at, fence),
        { exitCode: null, output: null, tail: '', problem },
        at,
      ),
    ],
  }));
  return noted ?? retry({ ...turn, change }, problem);
}

async function retry(turn: Turn, problem: string): Promise<Next> {
  const now = await turn.deps.memory.findChange(turn.change.id);
  // Every third that failed ends it: whoever asks for it again has three tries again.
  const failures = triesOf(now?.rollback?.runs ?? []);
  if (failures === 0) return giveUp(turn, `${problem} That was try ${MOST_TRIES} of ${MOST_TRIES}.`);
  return { kind: 'at', atMs: turn.deps.clock.now().getTime() + RETRY_MS };
}

async function setStack(
  turn: Turn,
  stack: string,
  to: Pick<RevertedStack, 'state' | 'folder'>,
  text: string,
  /** `begins` or `ended` of a run, or why it failed. */
  run: string | null = null,
): Promise<Next | null> {
  return note(turn, 'rollback', text, (known, at) => ({
    ...known,
    code:
      known.code === null
        ? null
        : {
            ...known.code,
            stacks: known.code.stacks.map((each) => (each.stack === stack ? { ...each, ...to } : each)),
          },
    runs: runsAfter(known.runs, run, at, turn, stack),
  }));
}

function runsAfter(
  runs: RollbackProgress['runs'],
  run: string | null,
  at: string,
  { fence }: Turn,
  stack: string,
): RollbackProgress['runs'] {
  if (run === null) return runs;
  if (run === 'begins') return [...runs, begunRun(['apply', stack], at, fence)];
  const problem = run === 'ended' ? null : run;
  const end = { exitCode: problem === null ? 0 : null, output: null, tail: '', problem };
  return runs.map((each, i) => (i === runs.length - 1 ? endedRun(each, end, at) : each));
}

const note = (
  { change, fence, deps }: Turn,
  kind: string,
  text: string,
  then: (known: RollbackProgress, at: string) => RollbackProgress,
): Promise<Next | null> => noteRollback(change, fence, deps, kind, text, then);

/** Nothing that Kedge does again would change it: a person is paged. */
async function giveUp({ change, fence, deps }: Turn, why: string): Promise<Next> {
  const undone = change.rollback?.code?.undoes ?? change.commit ?? 'the commit';
  const text = `The rollback failed. ${why} Undo ${undone.slice(0, 12)} by hand and apply it, then close the change with a reason, or try again: kedge change revert ${change.id}`;
  const written = await noteRollback(
    change,
    fence,
    deps,
    'rollback failed',
    text,
    (known) => ({ ...known, failed: text }),
    true,
  );
  return written ?? { kind: 'again' };
}

const again = (written: Next | null): Next => written ?? { kind: 'again' };
