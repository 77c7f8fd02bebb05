import { useEffect, type ReactNode } from 'react';
import styles from './page-head.module.css';

interface PageHeadProps {
  readonly title: string;
  /** One sentence below it. */
  readonly children?: ReactNode;
  /** Stands above the title: the way back. */
  readonly above?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHead({ title, children, above, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Kedge`;
  }, [title]);
  return (
    <header className={styles.head}>
      {above !== undefined && <div className={styles.above}>{above}</div>}
      <div className={styles.row}>
        <h1>{title}</h1>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {children !== undefined && <div className={styles.lead}>{children}</div>}
    </header>
  );
}
