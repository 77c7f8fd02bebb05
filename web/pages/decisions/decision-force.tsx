import type { Decision } from '../../api/types.ts';
import { count } from '../../text/count.ts';
import styles from './decisions.module.css';

export function DecisionForce({
  decision: { in_force, approvals_missing },
}: {
  readonly decision: Decision;
}) {
  if (!in_force) return <span className={styles.over}>Not in force</span>;
  if (approvals_missing > 0) {
    return <span className={styles.awaits}>{count(approvals_missing, 'approval')} missing</span>;
  }
  return <span>In force</span>;
}
