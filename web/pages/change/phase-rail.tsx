import type { ChangeWhole } from '../../api/types.ts';
import { phasesOf, type Phase } from './phases.ts';
import styles from './phase-rail.module.css';

const SAID: Readonly<Record<Phase['state'], string>> = {
  done: 'done',
  now: 'now',
  waits: 'waits',
  failed: 'failed',
  to_come: 'to come',
  left_out: 'left out',
};

/** The whole way, and where the change stands on it. */
export const PhaseRail = ({ change }: { readonly change: ChangeWhole }) => (
  <ol className={styles.rail} aria-label="The way of this change">
    {phasesOf(change).map(({ key, name, detail, state }) => (
      <li
        key={key}
        data-state={state}
        {...(state === 'now' || state === 'waits' ? { 'aria-current': 'step' } : {})}
      >
        <i aria-hidden="true" />
        <b>{name}</b>
        <small>
          {detail}
          <span className="unseen"> {SAID[state]}</span>
        </small>
      </li>
    ))}
  </ol>
);
