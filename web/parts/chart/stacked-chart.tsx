import { useMemo, useState } from 'react';
import type Plot from 'uplot';
import styles from './chart.module.css';
import { stacked } from './stacked.ts';
import { hatching, quietAxis, timeAxis, usePlot, type Paint } from './use-plot.ts';

interface StackedChartProps {
  /** YYYY-MM-DD, UTC, oldest first. */
  readonly days: readonly string[];
  /** From the bottom up. */
  readonly series: readonly {
    readonly name: string;
    readonly colour: string;
    readonly values: readonly number[];
  }[];
  /** Days on which something was not known are marked above the rest; it is counted in another unit. */
  readonly hatched: { readonly name: string; readonly values: readonly number[] };
}

const HEIGHT = 208;
const MARK_HEIGHT = 9;

export function StackedChart({ days, series, hatched }: StackedChartProps) {
  const [at, setAt] = useState<number | null>(null);
  // The parent makes new arrays on every render; the texts tell whether anything changed.
  const key = JSON.stringify([days, series, hatched]);
  const [data, settings] = useMemo(() => {
    const [names, layers, unknown] = JSON.parse(key) as [
      string[],
      StackedChartProps['series'],
      StackedChartProps['hatched'],
    ];
    return [dataOf(names, layers), settingsOf(layers, unknown.values, setAt)] as const;
  }, [key]);
  const element = usePlot(settings, data);
  const shown = at ?? days.length - 1;
  const day = days[shown];
  return (
    <figure className={styles.figure}>
      <div ref={element} className={styles.plot} role="img" aria-label={summary({ days, series, hatched })} />
      <figcaption className={styles.legend}>
        <time dateTime={day}>{day === undefined ? '' : dayText(day)}</time>
        {series.toReversed().map(({ name, colour, values }) => (
          <span key={name} className={styles.entry} data-colour={colour}>
            <i aria-hidden="true" />
            {name} <b>{values[shown] ?? 0}</b>
          </span>
        ))}
        <span className={styles.entry} data-colour="--unknown">
          <i aria-hidden="true" data-hatched />
          {hatched.name} <b>{hatched.values[shown] ?? 0}</b>
        </span>
      </figcaption>
    </figure>
  );
}

const dataOf = (days: readonly string[], series: StackedChartProps['series']): Plot.AlignedData => [
  days.map((day) => Date.parse(day) / 1000),
  // The tallest is drawn first, and the others over it.
  ...stacked(series.map(({ values }) => values)).toReversed(),
];

const settingsOf =
  (series: StackedChartProps['series'], unknown: readonly number[], setAt: (at: number | null) => void) =>
  (paint: Paint): Omit<Plot.Options, 'width'> => ({
    height: HEIGHT,
    legend: { show: false },
    padding: [MARK_HEIGHT + 6, 8, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(4, Math.ceil(max * 1.1))] } },
    axes: [
      timeAxis(paint, 'UTC'),
      quietAxis(paint, { size: 34, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000] }),
    ],
    series: [
      {},
      ...series.toReversed().map(({ colour }) => ({
        stroke: paint('--surface'),
        width: 1,
        fill: paint(`${colour}-fill`),
        points: { show: false },
      })),
    ],
    hooks: {
      setCursor: [({ cursor: { idx } }) => setAt(idx ?? null)],
      draw: [(plot) => markUnknown(plot, unknown, paint('--unknown'))],
    },
  });

const HALF_DAY_S = 12 * 60 * 60;

/** A hatched mark above each day on which the counts below do not tell all. */
function markUnknown(plot: Plot, unknown: readonly number[], colour: string): void {
  const { ctx: pen, bbox } = plot;
  const height = MARK_HEIGHT * devicePixelRatio;
  const edge = (time: number): number =>
    Math.min(bbox.left + bbox.width, Math.max(bbox.left, plot.valToPos(time, 'x', true)));
  pen.save();
  pen.fillStyle = hatching(colour);
  plot.data[0].forEach((time, i) => {
    if ((unknown[i] ?? 0) === 0) return;
    const left = edge(time - HALF_DAY_S);
    pen.fillRect(left, bbox.top - height, edge(time + HALF_DAY_S) - left, height);
  });
  pen.restore();
}

const dayText = (day: string): string =>
  new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(
    new Date(day),
  );

/** For those who hear the chart: where it began and where it stands. */
function summary({ days, series, hatched }: StackedChartProps): string {
  const said = [...series.toReversed(), hatched].map(
    ({ name, values }) => `${name}: ${values[0] ?? 0} to ${values.at(-1) ?? 0}`,
  );
  return `From ${days[0] ?? ''} to ${days.at(-1) ?? ''}. ${said.join(', ')}.`;
}
