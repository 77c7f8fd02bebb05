import type { Change } from '#domain/change/change.ts';
import type { ChangeWord } from '#domain/change/change-word.ts';
import {
  approveChange,
  closeChange,
  extendChange,
  holdChange,
  overrideChange,
  promoteChange,
  revertOrAbort,
  type PersonsWord,
  type WordDependencies,
} from './decide-change.ts';
import { startChange } from './start-change.ts';

type Done = Promise<{ readonly change: Change } | { readonly refused: string }>;

const WORKFLOWS: Readonly<
  Record<ChangeWord, (id: string, word: PersonsWord, deps: WordDependencies) => Done>
> = {
  approve: approveChange,
  start: startChange,
  promote: promoteChange,
  hold: holdChange,
  abort: revertOrAbort,
  revert: revertOrAbort,
  extend: extendChange,
  override: overrideChange,
  close: closeChange,
};

/** Does what a person says of a change, by the rules of the domain, wherever it was said. */
export const sayWord = (word: ChangeWord, id: string, said: PersonsWord, deps: WordDependencies): Done =>
  WORKFLOWS[word](id, said, deps);
