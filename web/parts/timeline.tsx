import type { ReactNode } from 'react';
import styles from './timeline.module.css';

export type TimelineTone = 'drift' | 'person' | 'act' | 'end' | 'stop';

interface TimelineEntry {
  readonly key: string;
  readonly tone: TimelineTone;
  readonly text: string;
  /** Who; null: it was nobody, or is said in the text. */
  readonly actor: string | null;
  /** When, and what stands behind it. */
  readonly facts: ReactNode;
}

/** What happened, one after the other. */
export const Timeline = ({ entries }: { readonly entries: readonly TimelineEntry[] }) => (
  <ol className={styles.list}>
    {entries.map(({ key, tone, text, actor, facts }) => (
      <li key={key} data-tone={tone}>
        <p>
          {text}
          {actor !== null && <span className={styles.actor}> {actor}</span>}
        </p>
        <div className={styles.when}>{facts}</div>
      </li>
    ))}
  </ol>
);
