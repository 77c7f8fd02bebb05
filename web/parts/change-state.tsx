import type { ChangeState, Outcome } from '../api/types.ts';
import { CHANGE_STATE_WORDS, CHANGE_TONES, OUTCOME_WORDS } from '../text/change-words.ts';
import styles from './change-marks.module.css';

export const ChangeStateMark = ({ state }: { readonly state: ChangeState }) => (
  <span className={styles.state} data-tone={CHANGE_TONES[state]}>
    <i aria-hidden="true" />
    {CHANGE_STATE_WORDS[state]}
  </span>
);

/** What the judge says. That it does not know is hatched, as everywhere. */
export const OutcomeMark = ({ outcome }: { readonly outcome: Outcome }) => (
  <span className={styles.outcome} data-outcome={outcome}>
    <i aria-hidden="true" />
    {OUTCOME_WORDS[outcome]}
  </span>
);
