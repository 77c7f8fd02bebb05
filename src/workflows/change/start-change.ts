import { heldText, lockKeys } from '#domain/change/change-lock.ts';
import type { Change } from '#domain/change/change.ts';
import { startChange as startByRules } from '#domain/change/start-change.ts';
import { COUNTED, countsAnew, viaOf, type PersonsWord, type WordDependencies } from './decide-change.ts';
import { writeChange } from './write-change.ts';

/**
 * The start: rules, checks and locks in one transaction. Of two that want the same service one gets it, and the other
 * hears who holds it.
 */
export const startChange = (
  id: string,
  { actor, ...word }: Pick<PersonsWord, 'actor' | 'via' | 'mark'>,
  deps: WordDependencies,
): Promise<{ readonly change: Change } | { readonly refused: string }> =>
  writeChange(id, deps, async (change, at, writing) => {
    const keys = lockKeys(change.declaration);
    const started = startByRules(change, actor, at);
    if ('refused' in started) {
      // Who holds what it wants is the reason that a person can do something about.
      const others = (await writing.lockHolders(keys)).filter((holder) => holder.change !== id);
      return { refused: [...others.map(heldText), started.refused].join(' ') };
    }
    const holders = await writing.takeLocks(change, keys, at);
    if (holders.length > 0) return { refused: holders.map(heldText).join(' ') };
    if (!(await countsAnew(word, id, at, writing))) return { refused: COUNTED };
    return {
      change: started.change,
      event: { kind: 'started', actor, text: `Started; it holds ${keys.join(', ')}.` },
      audit: { digest: change.digest, holds: [...keys], ...viaOf(word) },
    };
  });
