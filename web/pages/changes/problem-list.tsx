import type { DeclaredFile } from '../../api/types.ts';
import styles from './changes.module.css';

interface ProblemListProps {
  readonly problems: DeclaredFile['problems'];
  readonly of: string;
}

/** What is wrong with a declaration, each by its line and column. */
export const ProblemList = ({ problems, of }: ProblemListProps) => (
  <ul className={styles.problems} aria-label={`What is wrong in ${of}`}>
    {problems.map(({ line, column, text, seen, hint }) => (
      <li key={`${line}:${column} ${text}`}>
        <code>
          {line}:{column}
        </code>
        <span>
          {text}
          {seen !== null && (
            <>
              {' '}
              Seen: <code>{seen}</code>.
            </>
          )}
          {hint !== null && <em> {hint}</em>}
        </span>
      </li>
    ))}
  </ul>
);
