import { Link } from '@tanstack/react-router';
import type { ChangeItem } from '../../api/types.ts';
import { ChangeStateMark, OutcomeMark } from '../../parts/change-state.tsx';
import { Ago } from '../../parts/instant.tsx';
import { durationText } from '../../text/age.ts';
import { changeStanding } from '../../text/change-standing.ts';
import { CHANGE_TONES } from '../../text/change-words.ts';
import { listed } from '../../text/count.ts';
import { personName } from '../../text/person.ts';
import styles from './changes.module.css';

/** A change that is not over: who owns it, where it stands, and how long it still takes. */
export function ChangeCard({ change }: { readonly change: ChangeItem }) {
  const { source, id, title, owner, channel, state, stacks, services, watch, verdict } = change;
  const { title: standing, text, next } = changeStanding(change);
  const isWatched = watch !== null && (state === 'watching' || state === 'holding');
  return (
    <Link
      to="/changes/$source/$id"
      params={{ source, id }}
      className={styles.card}
      data-line
      data-tone={CHANGE_TONES[state]}
    >
      <span className={styles.name}>
        <b>{title}</b>
        <small>
          <code>{id}</code> {source}
        </small>
      </span>
      <span className={styles.state}>
        <ChangeStateMark state={state} />
        {verdict !== null && state !== 'cleared' && <OutcomeMark outcome={verdict.outcome} />}
      </span>
      <span className={styles.who}>
        {personName(owner)}
        <small>{channel}</small>
      </span>
      <span className={styles.what}>
        <span>
          <b>{standing}</b>
          <small>
            since <Ago at={change.since} />
            {next !== null && (
              <>
                {', '}
                {next.what} <Ago at={next.at} />
              </>
            )}
          </small>
        </span>
        {text !== null && <em>{text}</em>}
        <small>{listed([...stacks, ...services])}</small>
      </span>
      {isWatched && <WatchBar watch={watch} />}
    </Link>
  );
}

/** Looks that were made of those that are planned, and the time that is left. */
const WatchBar = ({ watch }: { readonly watch: NonNullable<ChangeItem['watch']> }) => (
  <span className={styles.bar}>
    <progress value={watch.looks} max={Math.max(1, watch.planned_looks)} aria-label="Looks made" />
    <small>{watch.left_ms > 0 ? `${durationText(watch.left_ms)} left` : 'over'}</small>
  </span>
);
