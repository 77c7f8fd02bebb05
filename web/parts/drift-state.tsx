import type { DriftState } from '../api/types.ts';
import { STATE_MEANING, STATE_WORDS } from '../text/words.ts';
import styles from './marks.module.css';

export function DriftStateMark({ state }: { readonly state: DriftState }) {
  return (
    <span className={styles.state} data-state={state} title={STATE_MEANING[state]}>
      {STATE_WORDS[state]}
    </span>
  );
}
