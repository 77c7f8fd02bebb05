import { useId, type ReactNode } from 'react';
import styles from './panel.module.css';

interface PanelProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
  /** Without a frame: what is inside brings its own. */
  readonly bare?: boolean;
}

export function Panel({ title, note, children, bare = false }: PanelProps) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id} data-bare={bare}>
      <header className={styles.head}>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </header>
      <div className={styles.body}>{children}</div>
    </section>
  );
}
