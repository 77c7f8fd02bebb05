import { actOnChange, KEDGE } from '#domain/change/act-on-change.ts';
import type { Change } from '#domain/change/change.ts';
import { answerBy } from './decide-change.ts';
import type { Write } from './write-change.ts';

/** Kedge stops it where it stands, calls its owner and says until when it waits. */
export function holdForPeople(change: Change, at: string, why: string): Write {
  const acted = actOnChange(change, { action: 'hold', actor: KEDGE, at, reason: why });
  if ('refused' in acted) return acted;
  const until = answerBy(change, at);
  return {
    change: { ...acted.change, hold: { at, by: KEDGE, why, answerBy: until, calledAgainAt: null } },
    event: { kind: 'held', actor: KEDGE, text: why },
    audit: { reason: why },
    call: {
      kind: 'ask',
      text: `${why} It stands still: promote, extend, override, revert or close it.`,
      answerBy: until,
    },
  };
}

/** Kedge begins the rollback that was declared. */
export function beginRollback(change: Change, at: string, trigger: string, why: string): Write {
  const acted = actOnChange(change, { action: 'revert', actor: KEDGE, at, reason: why });
  if ('refused' in acted) return acted;
  return {
    change: {
      ...acted.change,
      rollback: {
        why,
        trigger,
        runs: change.rollback?.runs ?? [],
        doneAt: null,
        verification: null,
        failed: null,
        code: change.rollback?.code ?? null,
      },
    },
    event: { kind: 'reverting', actor: KEDGE, text: why },
    audit: { reason: why, trigger },
    call: { kind: 'tell', text: `${why} It is being reverted.`, answerBy: null },
  };
}
