import { useMemo } from 'react';
import type { Watch, WatchedMetric } from '../../../api/types.ts';
import { exactInstant, shortInstant } from '../../../text/instant.ts';
import { blockReading, metricChart } from './metric-chart.ts';
import { changeText, lookText, valueText } from './metric-text.ts';
import styles from './watch.module.css';

interface LookTableProps {
  readonly metric: WatchedMetric;
  readonly watch: Watch;
}

/** What the picture shows, for those who cannot point at it. The newest look first. */
export function LookTable({ metric, watch }: LookTableProps) {
  const rows = useMemo(() => {
    const chart = metricChart(metric, watch);
    return metric.looks.toReversed().map((look) => ({
      look,
      reading: blockReading(chart, look.number - 1, watch.block_ms),
    }));
  }, [metric, watch]);
  const { unit, verdict } = metric;
  return (
    <div className={styles.scroll} role="region" aria-label={`Looks at ${metric.name}`} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Look</th>
            <th scope="col">Made</th>
            <th scope="col" data-end>
              Release
            </th>
            <th scope="col" data-end>
              Baseline
            </th>
            <th scope="col" data-end>
              Limit
            </th>
            <th scope="col">What it found</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ look, reading }) => (
            <tr key={look.number} data-alarm={look.alarm}>
              <th scope="row">{look.number}</th>
              <td>
                <time dateTime={look.at} title={exactInstant(look.at)}>
                  {shortInstant(look.at)}
                </time>
              </td>
              <td data-end>
                {valueText(reading?.release ?? null, unit)}{' '}
                {reading?.change != null && <small>{changeText(reading.change)}</small>}
              </td>
              <td data-end>{valueText(reading?.middle ?? null, unit)}</td>
              <td data-end>{valueText(reading?.limit ?? null, unit)}</td>
              <td>
                {look.alarm && <b>Alarm. </b>}
                {lookText(look, verdict.method)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
