import type { DriftWhole } from '../../api/types.ts';
import styles from './difference.module.css';

/** The lines of the code that the difference is about, with their numbers. */
export function CodeSnippet({ code: { place, snippet } }: { readonly code: DriftWhole['sides']['code'] }) {
  if (place === null || snippet === null) return null;
  return (
    <figure className={styles.snippet}>
      <figcaption>
        <code>
          {place.file}:{place.line}
        </code>
        {snippet.commit !== null && <span>at {snippet.commit.slice(0, 10)}</span>}
      </figcaption>
      <pre role="region" aria-label="The code" tabIndex={0}>
        {snippet.lines.map((line, i) => {
          const number = snippet.first_line + i;
          return (
            <span key={number} className={styles.source} data-meant={number === place.line}>
              <i aria-hidden="true">{number}</i>
              {line}
              {'\n'}
            </span>
          );
        })}
      </pre>
    </figure>
  );
}
