import { useEffect, useState } from 'react';
import { ageText, relativeText } from '../text/age.ts';
import { exactInstant } from '../text/instant.ts';
import styles from './text.module.css';

const TICK_MS = 30_000;

/** One timer for every age on the page. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** `5 min ago`, with the exact instant on hover and for machines. */
export function Ago({ at, none = 'never' }: { readonly at: string | null; readonly none?: string }) {
  const now = useNow();
  if (at === null) return <span className={styles.dim}>{none}</span>;
  return (
    <time dateTime={at} title={exactInstant(at)}>
      {relativeText(Date.parse(at), now)}
    </time>
  );
}

/** How old something is that began then: `3 d`. */
export function Age({ since }: { readonly since: string }) {
  const now = useNow();
  return (
    <time dateTime={since} title={`since ${exactInstant(since)}`}>
      {ageText(now - Date.parse(since))}
    </time>
  );
}
