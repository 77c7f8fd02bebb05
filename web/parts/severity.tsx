import type { BySeverity, Severity } from '../api/types.ts';
import { SEVERITIES, SEVERITY_WORDS } from '../text/words.ts';
import styles from './marks.module.css';

/** Told by shape as well as by colour: more bars, more severe. */
const BARS: Readonly<Record<Severity, number>> = { critical: 4, high: 3, medium: 2, low: 1 };

export function SeverityMark({
  severity,
  words = false,
}: {
  readonly severity: Severity;
  readonly words?: boolean;
}) {
  return (
    <span className={styles.severity} data-severity={severity} title={SEVERITY_WORDS[severity]}>
      <svg width="14" height="12" viewBox="0 0 14 12" aria-hidden="true">
        {[1, 2, 3, 4].map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 3.6}
            y={10 - bar * 2.4}
            width="2.4"
            height={bar * 2.4 + 2}
            rx="0.8"
            opacity={bar <= BARS[severity] ? 1 : 0.22}
          />
        ))}
      </svg>
      <span className={words ? undefined : 'unseen'}>{SEVERITY_WORDS[severity]}</span>
    </span>
  );
}

/** How many of each, worst first; a dash where nothing is open. */
export function SeverityCounts({ open }: { readonly open: BySeverity }) {
  const some = SEVERITIES.filter((severity) => open[severity] > 0);
  if (some.length === 0) return <span className={styles.none}>–</span>;
  return (
    <span className={styles.counts}>
      {some.map((severity) => (
        <span key={severity} className={styles.severity} data-severity={severity}>
          <i aria-hidden="true" />
          {open[severity].toLocaleString('en')}
          <span className="unseen"> {SEVERITY_WORDS[severity].toLowerCase()} </span>
        </span>
      ))}
    </span>
  );
}
