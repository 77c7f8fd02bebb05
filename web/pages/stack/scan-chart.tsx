import { useMemo, useState } from 'react';
import Plot from 'uplot';
import type { Scan } from '../../api/types.ts';
import styles from '../../parts/chart/chart.module.css';
import { hatching, quietAxis, timeAxis, usePlot, type Paint } from '../../parts/chart/use-plot.ts';
import { durationText } from '../../text/age.ts';
import { shortInstant } from '../../text/instant.ts';
import { STATUS_WORDS } from '../../text/words.ts';

const { bars } = Plot.paths;

const HEIGHT = 208;
const STATUSES = ['in_sync', 'drifted', 'unknown'] as const;

/** One bar a scan: as tall as it took, in the colour of what it found. */
export function ScanChart({ scans }: { readonly scans: readonly Scan[] }) {
  const [at, setAt] = useState<number | null>(null);
  const oldestFirst = useMemo(() => scans.toReversed(), [scans]);
  const data = useMemo(() => dataOf(oldestFirst), [oldestFirst]);
  const settings = useMemo(() => settingsOf(setAt), []);
  const element = usePlot(settings, data);
  const shown = oldestFirst[at ?? oldestFirst.length - 1];
  return (
    <figure className={styles.figure}>
      <div
        ref={element}
        className={styles.plot}
        role="img"
        aria-label={`${scans.length} scans; the table below lists them.`}
      />
      {shown !== undefined && (
        <figcaption className={styles.legend}>
          <time dateTime={shown.at}>{shortInstant(shown.at)}</time>
          <span>{STATUS_WORDS[shown.status]}</span>
          <span>{shown.duration_ms === null ? 'nobody measured it' : durationText(shown.duration_ms)}</span>
          <span>{shown.drift} drifted</span>
        </figcaption>
      )}
    </figure>
  );
}

const dataOf = (scans: readonly Scan[]): Plot.AlignedData => [
  scans.map(({ at }) => Date.parse(at) / 1000),
  ...STATUSES.map((status) =>
    scans.map((scan) => (scan.status === status ? (scan.duration_ms ?? 0) / 1000 : null)),
  ),
];

/** At least as wide as a few hours, so that one scan alone stands among hours and not among years. */
const LEAST_MARGIN_S = 3 * 60 * 60;

function withMargin({ data: [times] }: Plot): [number, number] {
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0];
  const margin = Math.max(LEAST_MARGIN_S, (last - first) * 0.015);
  return [first - margin, last + margin];
}

const settingsOf =
  (setAt: (at: number | null) => void) =>
  (paint: Paint): Omit<Plot.Options, 'width'> => ({
    height: HEIGHT,
    legend: { show: false },
    padding: [8, 14, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    // Half a bar more at both ends.
    scales: {
      x: { range: withMargin },
      y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] },
    },
    axes: [
      timeAxis(paint),
      quietAxis(paint, {
        size: 52,
        values: (_plot, ticks) => ticks.map((seconds) => durationText(seconds * 1000)),
      }),
    ],
    series: [{}, ...STATUSES.map((status) => barOf(status, paint))],
    hooks: { setCursor: [({ cursor: { idx } }) => setAt(idx ?? null)] },
  });

function barOf(status: (typeof STATUSES)[number], paint: Paint): Plot.Series {
  const colour = paint({ in_sync: '--sync-fill', drifted: '--high-fill', unknown: '--unknown' }[status]);
  return {
    stroke: status === 'unknown' ? colour : `${colour}00`,
    width: 1,
    fill: status === 'unknown' ? () => hatching(colour) : colour,
    ...(bars === undefined ? {} : { paths: bars({ size: [0.7, 14] }) }),
    points: { show: false },
  };
}
