import type { StackWhole } from '../../api/types.ts';
import { Ago } from '../../parts/instant.tsx';
import { sentence } from '../../text/count.ts';
import styles from './stack.module.css';

interface WhyUnknownProps {
  readonly unknown: NonNullable<StackWhole['unknown']>;
  readonly lastGood: string | null;
}

/** Nobody knows whether it drifted: why, and what to do so that somebody does. */
export function WhyUnknown({ unknown: { text, next, code }, lastGood }: WhyUnknownProps) {
  return (
    <section className={styles.unknown} aria-label="Why it is unknown">
      <h2>Nobody knows whether it drifted</h2>
      <p>
        {sentence(text)} <code>{code}</code>
      </p>
      <p>
        <b>Next:</b> {sentence(next)}
      </p>
      <p className={styles.dim}>
        {lastGood === null ? (
          'No scan of it has ever succeeded.'
        ) : (
          <>
            The last scan that could tell was <Ago at={lastGood} />.
          </>
        )}
      </p>
    </section>
  );
}
