import { asProblem } from '../api/problem.ts';
import styles from './notice.module.css';

interface ProblemProps {
  readonly error: unknown;
  readonly retry?: () => void;
}

/** What could not be done, why, and what to do next. */
export function Problem({ error, retry }: ProblemProps) {
  const { message, detail, next } = asProblem(error);
  return (
    <div className={styles.problem} role="alert">
      <strong>{message}</strong>
      {detail !== null && <p>{detail}</p>}
      {next !== null && <p className={styles.next}>{next}</p>}
      {retry !== undefined && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
