import type { ChangeItem } from '../api/types.ts';
import { OUTCOME_WORDS, TRIGGER_WORDS } from './change-words.ts';
import { count, sentence } from './count.ts';

/** Where a change stands, for a person: what, why, and what comes next by itself. */
export interface Standing {
  readonly title: string;
  readonly text: string | null;
  /** null: nothing comes by itself; a person has to do something, or it is over. */
  readonly next: { readonly what: string; readonly at: string } | null;
}

type Facts = Pick<
  ChangeItem,
  | 'state'
  | 'state_meaning'
  | 'step'
  | 'gate'
  | 'watch'
  | 'verdict'
  | 'hold'
  | 'rollback'
  | 'approvals_missing'
>;

export function changeStanding(change: Facts): Standing {
  switch (change.state) {
    case 'draft':
    case 'ready':
      return beforeStart(change);
    case 'rolling':
      return rolling(change);
    case 'holding':
      return held(change);
    case 'watching':
      return watched(change);
    case 'reverting':
      return reverting(change);
    case 'cleared':
      return cleared(change);
    case 'reverted':
      return plain('Reverted, and that was verified', takenBackText(change));
    case 'aborted':
      return plain('Given up before anything was rolled out', null);
    case 'closed':
      return closed(change);
  }
}

const plain = (title: string, text: string | null): Standing => ({ title, text, next: null });

function beforeStart({ state, approvals_missing }: Facts): Standing {
  if (approvals_missing > 0) {
    return plain(
      `${count(approvals_missing, 'approval')} missing`,
      'Somebody who is not its owner approves it.',
    );
  }
  return state === 'ready'
    ? plain('Ready to start', 'Its checks are green and approvals are in.')
    : plain('Its checks are not green yet', null);
}

function rolling({ step, gate }: Facts): Standing {
  if (step === null) return plain('Its first step is about to run', null);
  const place = `step ${step.index} of ${step.of}, ${step.name}`;
  if (gate !== null) {
    return {
      title: `At the gate after ${place}`,
      text: `It waits ${gate.why}`.replace(/[.]?$/, '.'),
      next: gate.next_at === null ? null : { what: 'asked again', at: gate.next_at },
    };
  }
  return plain(step.state === 'runs' ? `Runs ${place}` : `After ${place}`, null);
}

function held({ hold }: Facts): Standing {
  if (hold === null) return plain('Held until a person decides', null);
  return {
    title: 'Held until a person decides',
    text: sentence(hold.why),
    next: { what: 'an answer is due', at: hold.answer_by },
  };
}

function watched({ watch, verdict }: Facts): Standing {
  if (watch === null) return plain('Its watch is about to begin', null);
  const { looks, planned_looks, next_look_at } = watch;
  return {
    title: `${looks} of ${count(planned_looks, 'look')} made`,
    text: verdict === null ? null : sentence(verdict.sentence),
    next: next_look_at === null ? null : { what: 'next look', at: next_look_at },
  };
}

function reverting({ rollback }: Facts): Standing {
  if (rollback === null) return plain('Its rollback is about to run', null);
  if (rollback.failed !== null) return plain('The rollback failed', sentence(rollback.failed));
  return rollback.done_at === null
    ? plain('Its rollback runs', sentence(rollback.why))
    : plain('Rolled back; whether it is back is being verified', rollback.verification);
}

function cleared({ verdict }: Facts): Standing {
  const overridden = verdict?.overridden ?? null;
  if (overridden !== null) return plain('Cleared against the judge', sentence(overridden.reason));
  return plain('Cleared: nothing got worse', verdict === null ? null : sentence(verdict.sentence));
}

function closed(change: Facts): Standing {
  const { rollback, verdict } = change;
  if (rollback !== null) {
    return rollback.failed === null
      ? plain('Closed after it was taken back', takenBackText(change))
      : plain('Closed though its rollback failed', sentence(rollback.failed));
  }
  return verdict === null
    ? plain('Closed', null)
    : plain(`Closed, ${OUTCOME_WORDS[verdict.outcome].toLowerCase()}`, sentence(verdict.sentence));
}

function takenBackText({ rollback }: Facts): string | null {
  if (rollback === null) return null;
  const trigger = TRIGGER_WORDS[rollback.trigger] ?? rollback.trigger;
  return `Because of ${trigger}: ${sentence(rollback.why)}`;
}
