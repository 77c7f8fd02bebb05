import type { ReactNode } from 'react';
import styles from './notice.module.css';

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** What to type to fill it. */
  readonly command?: string;
}

/** Nothing is here yet: says why that may be, and how to change it. */
export function Empty({ title, children, command }: EmptyProps) {
  return (
    <div className={styles.empty}>
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {command !== undefined && (
        <pre>
          <code>{command}</code>
        </pre>
      )}
    </div>
  );
}
