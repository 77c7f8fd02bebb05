import { asProblem } from '../api/problem.ts';
import styles from './notice.module.css';

interface ProblemProps {
  readonly error: unknown;
  readonly retry?: () => void;
}

/** What could not be done, why, and what to do next. */
export function Problem({ error, retry }: ProblemProps) {
  const { message, detail, next, faults } = asProblem(error);
  return (
    <div className={styles.problem} role="alert">
      <strong>{message}</strong>
      {detail !== null && <p>{detail}</p>}
      {faults.length > 0 && (
        <ul>
          {faults.map(({ at, problem }) => (
            <li key={at + problem}>
              {at !== '' && <code>{at}</code>} {problem}
            </li>
          ))}
        </ul>
      )}
      {next !== null && <p className={styles.next}>{next}</p>}
      {retry !== undefined && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
