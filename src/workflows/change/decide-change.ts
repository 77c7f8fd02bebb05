import { actOnChange } from '#domain/change/act-on-change.ts';
import { approveChange as approveByRules } from '#domain/change/change-approval.ts';
import type { ChangeAction } from '#domain/change/change-state.ts';
import type { Change } from '#domain/change/change.ts';
import { actionOf } from '#domain/change/change-word.ts';
import { misplaced } from '#domain/change/misplaced-word.ts';
import { watchAfter } from '#domain/change/watch-grid.ts';
import type { JsonObject } from '#domain/json.ts';
import type { MemoryChange } from '#ports/memory.ts';
import type { ChangeDependencies } from './change-dependencies.ts';
import { writeChange, type Write } from './write-change.ts';

/** What a person does to a change. */
export interface PersonsWord {
  readonly actor: string;
  readonly reason: string | null;
  /** How it was said where that was not Kedge's own page or command line: `Slack`. It stands in the audit log. */
  readonly via?: string;
  /** Tells a word that came by a channel from all others: heard twice it counts once. */
  readonly mark?: string;
}

/** What it takes to write it down: no program runs for a word. */
export type WordDependencies = Pick<ChangeDependencies, 'memory' | 'clock' | 'caller' | 'redactText'>;

type Done = Promise<{ readonly change: Change } | { readonly refused: string }>;

export const approveChange = (id: string, word: PersonsWord, deps: WordDependencies): Done =>
  writeChange(id, deps, async (change, at, writing): Promise<Write> => {
    const reason = word.reason === null ? null : deps.redactText(word.reason);
    const approved = approveByRules(change, { actor: word.actor, at, reason });
    if ('refused' in approved) return approved;
    if (!(await countsAnew(word, id, at, writing))) return { refused: COUNTED };
    return {
      change: approved.change,
      event: { kind: 'approved', actor: word.actor, text: reason ?? 'Approved.' },
      audit: { digest: change.digest, ...viaOf(word) },
    };
  });

export const holdChange = (id: string, word: PersonsWord, deps: WordDependencies): Done =>
  act(id, 'hold', word, deps, (change, at, reason) => ({
    ...change,
    hold: { at, by: word.actor, why: reason, answerBy: answerBy(change, at), calledAgainAt: null },
  }));

/** Lets it go on: to the next step, or to the watch when every step has run. */
export const promoteChange = (id: string, word: PersonsWord, deps: WordDependencies): Done =>
  act(id, 'promote', word, deps, (change) => ({
    ...change,
    steps: change.steps.map((step, i) =>
      i === change.steps.length - 1 ? { ...step, promotedBy: word.actor } : step,
    ),
  }));

/**
 * Takes it back: reverted when something was rolled out, given up when nothing was. The program runs where the change is
 * driven.
 */
export async function revertOrAbort(
  id: string,
  word: PersonsWord,
  deps: WordDependencies,
): Promise<Awaited<Done>> {
  const change = await deps.memory.findChange(id);
  if (change === null) return { refused: `There is no change ${id}.` };
  if (actionOf('revert', change) === 'abort') return act(id, 'abort', word, deps, (aborted) => aborted);
  return act(id, 'revert', word, deps, (reverting, _at, reason) => ({
    ...reverting,
    rollback: {
      why: reason,
      trigger: 'person',
      runs: reverting.rollback?.runs ?? [],
      doneAt: null,
      verification: null,
      failed: null,
      // What was begun is followed to its end before anything new is planned.
      code: reverting.rollback?.code ?? null,
    },
  }));
}

/** Says that the judge is wrong, in writing. */
export const overrideChange = (id: string, word: PersonsWord, deps: WordDependencies): Done =>
  act(id, 'override', word, deps, (change, at, reason) => ({
    ...change,
    verdict: {
      outcome: 'INCONCLUSIVE',
      at,
      watch: change.watch?.number ?? 0,
      look: change.watch?.looks ?? 0,
      sentence: 'Nothing was judged as a whole.',
      settled: false,
      ...change.verdict,
      overridden: { by: word.actor, reason },
    },
  }));

/** A new watch from now on: a longer one would look no further than the judge does, and one that was spoiled stays so. */
export const extendChange = (id: string, word: PersonsWord, deps: WordDependencies): Done =>
  act(id, 'extend', word, deps, (change, at) => {
    const last = change.steps.at(-1)?.run.endedAt ?? at;
    const moment = {
      rolloutStartMs: Date.parse(change.startedAt ?? at),
      rolloutEndMs: Math.max(Date.parse(last), Date.parse(at)),
    };
    return {
      ...change,
      settling: null,
      watch: watchAfter(change.declaration.watch, (change.watch?.number ?? 0) + 1, moment),
    };
  });

/** Ends it and frees what it holds. One that is still open is closed as it is, with a reason. */
export async function closeChange(
  id: string,
  word: PersonsWord,
  deps: WordDependencies,
): Promise<Awaited<Done>> {
  const change = await deps.memory.findChange(id);
  if (change === null) return { refused: `There is no change ${id}.` };
  return act(id, actionOf('close', change) ?? 'close', word, deps, (closed) => closed);
}

function act(
  id: string,
  action: ChangeAction,
  word: PersonsWord,
  deps: WordDependencies,
  then: (change: Change, at: string, reason: string) => Change,
): Done {
  const { actor, reason } = word;
  return writeChange(id, deps, async (change, at, writing): Promise<Write> => {
    const said = reason === null ? null : deps.redactText(reason);
    const impossible = misplaced(change, action);
    if (impossible !== null) return { refused: impossible };
    const acted = actOnChange(change, { action, actor, at, reason: said });
    if ('refused' in acted) return acted;
    if (!(await countsAnew(word, id, at, writing))) return { refused: COUNTED };
    return {
      change: then(acted.change, at, said ?? ''),
      event: { kind: EVENT_OF[action] ?? action, actor, text: said ?? '' },
      audit: { state: acted.change.state, reason: said, ...viaOf(word) },
    };
  });
}

const EVENT_OF: Partial<Record<ChangeAction, string>> = {
  hold: 'held',
  promote: 'promoted',
  extend: 'extended',
  override: 'overridden',
  revert: 'reverting',
  abort: 'aborted',
  close: 'closed',
  close_open: 'closed',
};

export const answerBy = ({ declaration }: Change, at: string): string =>
  new Date(Date.parse(at) + declaration.watch.answerWithinMs).toISOString();

export const viaOf = ({ via }: Pick<PersonsWord, 'via'>): JsonObject => (via === undefined ? {} : { via });

/** What is refused of a word that was heard twice. */
export const COUNTED = 'That word has counted already.';

/** In the transaction of what the word does, and last: a word that is refused has not counted. */
export const countsAnew = async (
  { mark }: Pick<PersonsWord, 'mark'>,
  id: string,
  at: string,
  writing: MemoryChange,
): Promise<boolean> => mark === undefined || (await writing.countWord(id, mark, at));
