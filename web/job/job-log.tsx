import { useEffect, useRef } from 'react';
import type { JobLine } from '../api/jobs.ts';
import styles from './job.module.css';

/** Follows its end, as long as its reader does. */
export function JobLog({ lines, isLive }: { readonly lines: readonly JobLine[]; readonly isLive: boolean }) {
  const element = useRef<HTMLDivElement>(null);
  const last = lines.at(-1)?.number;
  useEffect(() => {
    const log = element.current;
    if (log === null || last === undefined) return;
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    if (isAtEnd) log.scrollTop = log.scrollHeight;
  }, [last]);
  return (
    <div ref={element} className={styles.log} role="log" aria-label="What it says" tabIndex={0}>
      {lines.map(({ number, text }) => (
        <div key={number}>{text}</div>
      ))}
      {lines.length === 0 && (
        <div className={styles.quiet}>{isLive ? 'Waiting for its first words.' : 'It said nothing.'}</div>
      )}
    </div>
  );
}
