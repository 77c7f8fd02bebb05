import type { ChangeItem } from '../../api/types.ts';
import { Ago } from '../../parts/instant.tsx';
import { CHANGE_TONES } from '../../text/change-words.ts';
import { changeStanding } from '../../text/change-standing.ts';
import styles from './change.module.css';

/** Where it stands in words, why, and what comes by itself. */
export function StandingNote({ change }: { readonly change: ChangeItem }) {
  const { title, text, next } = changeStanding(change);
  return (
    <div className={styles.standing} data-tone={CHANGE_TONES[change.state]}>
      <p>
        <b>{title}</b>
        <small>
          since <Ago at={change.since} />
        </small>
        {next !== null && (
          <small>
            {next.what} <Ago at={next.at} />
          </small>
        )}
      </p>
      {text !== null && <p>{text}</p>}
    </div>
  );
}
