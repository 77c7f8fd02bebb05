import type { DriftItem } from '../../api/types.ts';
import styles from './drift.module.css';

/** What changed, on one line: what was, and what is. */
export function Change({ change: { before, after, text } }: { readonly change: DriftItem['change'] }) {
  if (before === null || after === null) return <span className={styles.change}>{text}</span>;
  return (
    <span className={styles.change} title={text}>
      <del>{before}</del>
      <span aria-hidden="true"> → </span>
      <span className="unseen"> became </span>
      <ins>{after}</ins>
    </span>
  );
}
