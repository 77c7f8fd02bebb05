import { ACCEPTED_RULE } from '../accepted-baseline.ts';
import type { Difference } from '../report.ts';

/** What keeps a difference out of the report: a person's decision, or one of our rules of noise. */
export interface Suppression {
  readonly by: 'accepted' | 'ignored' | 'noise';
  /** The rule and its note, for a sentence. */
  readonly text: string;
}

/** The lines of ignore files are named `FILE:LINE`; no other rule ends so. */
const IGNORE_LINE = /:\d+$/;

export function suppressionOf(difference: Difference): Suppression {
  const applied = difference.rules.find(({ effect }) => effect === 'suppressed');
  if (applied === undefined) throw new Error(`The suppressed ${difference.fingerprint} names no rule.`);
  const { rule, note } = applied;
  const by = rule === ACCEPTED_RULE ? 'accepted' : IGNORE_LINE.test(rule) ? 'ignored' : 'noise';
  return { by, text: note === undefined ? rule : `${rule} (${note})` };
}
