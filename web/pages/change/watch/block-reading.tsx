import type { WatchedMetric } from '../../../api/types.ts';
import { count } from '../../../text/count.ts';
import { exactInstant } from '../../../text/instant.ts';
import type { BlockReading, Span } from './metric-chart.ts';
import type { PlotFacts } from './metric-plot.ts';
import { changeText, lookText, valueText } from './metric-text.ts';
import styles from './watch.module.css';

interface ReadingProps {
  readonly reading: BlockReading;
  readonly metric: WatchedMetric;
  readonly facts: PlotFacts;
}

/** The exact values of one block, and how much stands behind them. */
export function Reading({ reading, metric, facts }: ReadingProps) {
  const { from, to, release, change, limit, look } = reading;
  const { unit, baseline, verdict } = metric;
  const spoilt = [...facts.outages, ...facts.contaminations].filter((span) => touches(span, reading));
  return (
    <figcaption className={styles.reading}>
      <time dateTime={from.toISOString()} title={exactInstant(from.toISOString())}>
        {rangeText(from, to)}
      </time>
      <span data-entry="release">
        <i aria-hidden="true" />
        Release <b>{valueText(release, unit)}</b>
        {change !== null && <em>{changeText(change)}</em>}
      </span>
      <span data-entry={baseline.how === 'control' ? 'control' : 'band'}>
        <i aria-hidden="true" />
        {baseline.how === 'control' ? 'Control' : 'Baseline'} <b>{valueText(reading.middle, unit)}</b>
        {reading.low !== null && (
          <em>
            {valueText(reading.low, unit)} to {valueText(reading.high, unit)} on {count(baseline.days, 'day')}
          </em>
        )}
      </span>
      <span data-entry="limit">
        <i aria-hidden="true" />
        Limit <b>{valueText(limit, unit)}</b>
      </span>
      <span className={styles.look} data-alarm={look?.alarm === true}>
        {look === null ? 'No look yet' : `Look ${look.number}: ${lookText(look, verdict.method)}`}
      </span>
      {spoilt.map(({ what }) => (
        <span key={what} className={styles.spoilt}>
          {what}
        </span>
      ))}
    </figcaption>
  );
}

const touches = ({ fromS, toS }: Span, { from, to }: BlockReading): boolean =>
  fromS * 1000 < to.getTime() && toS * 1000 >= from.getTime();

/** In the zone of who reads: `Mar 25, 12:00 to 13:00`. */
function rangeText(from: Date, to: Date): string {
  const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
  const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
  return `${day.format(from)}, ${time.format(from)} to ${time.format(to)}`;
}
