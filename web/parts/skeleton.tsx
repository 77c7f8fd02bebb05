import styles from './skeleton.module.css';

/** As tall as what will stand there, so that nothing jumps. */
export function Skeleton({
  rows = 1,
  height = '2.5rem',
}: {
  readonly rows?: number;
  readonly height?: string;
}) {
  return (
    <div className={styles.rows} aria-hidden="true" data-loading>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.bone} style={{ height }} />
      ))}
    </div>
  );
}

export function PageSkeleton() {
  return (
    <div className={styles.page}>
      <p className="unseen" role="status">
        Loading
      </p>
      <div className={styles.title} aria-hidden="true" />
      <Skeleton rows={7} height="3rem" />
    </div>
  );
}
