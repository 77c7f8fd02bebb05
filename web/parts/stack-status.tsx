import type { StackStatus } from '../api/types.ts';
import { STATUS_WORDS } from '../text/words.ts';
import styles from './marks.module.css';

export function StackStatusMark({
  status,
  stale = false,
}: {
  readonly status: StackStatus;
  readonly stale?: boolean;
}) {
  return (
    <span className={styles.status} data-status={status}>
      <i aria-hidden="true" />
      {STATUS_WORDS[status]}
      {stale && <small>stale</small>}
    </span>
  );
}
