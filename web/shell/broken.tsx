import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { Problem } from '../parts/problem.tsx';
import styles from './broken.module.css';

export function Broken({ error, reset }: ErrorComponentProps) {
  return (
    <div className={styles.broken}>
      <Problem error={error} retry={reset} />
    </div>
  );
}

export function Missing() {
  return (
    <main className={styles.broken}>
      <h1>There is no such page.</h1>
      <p>
        The address may be of another version. <Link to="/">To the overview</Link>
      </p>
    </main>
  );
}
