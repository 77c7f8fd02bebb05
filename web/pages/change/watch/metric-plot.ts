import type Plot from 'uplot';
import { hatching, quietAxis, timeAxis, type Paint } from '../../../parts/chart/use-plot.ts';
import { evidenceRange, valueRange, type MetricChart, type Span } from './metric-chart.ts';

type Settings = (paint: Paint) => Omit<Plot.Options, 'width'>;

export interface PlotFacts {
  readonly chart: MetricChart;
  /** The watch, in seconds. */
  readonly fromS: number;
  readonly toS: number;
  /** Nothing after it was judged. */
  readonly asOfS: number;
  /** When an alarm counted; null: none did. */
  readonly calledS: number | null;
  readonly outages: readonly Span[];
  readonly contaminations: readonly Span[];
  readonly textOf: (value: number) => string;
  /** Charts of one key have one cursor. */
  readonly together: string;
  readonly setAt: (block: number | null) => void;
}

const HEIGHT = 208;
const EVIDENCE_HEIGHT = 62;
/** One edge for all charts below each other. */
const LEFT = 62;
/** The last time below the axis reaches beyond it. */
const RIGHT = 26;

export const metricData = ({ times, low, high, middle, limit, release }: MetricChart): Plot.AlignedData => [
  [...times],
  [...low],
  [...high],
  [...middle],
  [...limit],
  [...release],
];

/** The release against what it is held to: a band where days stand behind it, a line where a control does. */
export const metricSettings =
  (facts: PlotFacts): Settings =>
  (paint) => {
    const range = valueRange(facts.chart);
    const quiet = { points: { show: false } } as const;
    return {
      ...common(facts),
      height: HEIGHT,
      padding: [14, RIGHT, 0, 0],
      scales: { x: { range: [facts.fromS, facts.toS] }, y: { range } },
      axes: [
        timeAxis(paint),
        quietAxis(paint, {
          size: LEFT,
          values: (_plot, ticks) => ticks.map((tick) => facts.textOf(tick)),
        }),
      ],
      bands: [{ series: [2, 1], fill: paint('--band') }],
      series: [
        {},
        { width: 0, ...quiet },
        { width: 0, ...quiet },
        { stroke: paint('--band-line'), width: 1.5, ...quiet },
        { stroke: paint('--high'), width: 1.5, dash: [5, 4], ...quiet },
        { stroke: paint('--tide'), width: 2, points: { show: isAlone, size: 5, fill: paint('--tide') } },
      ],
      hooks: {
        setCursor: [({ cursor: { idx } }) => facts.setAt(idx ?? null)],
        drawClear: [(plot) => drawSpans(plot, facts, paint)],
        draw: [(plot) => drawMoments(plot, facts, paint)],
      },
    };
  };

export const evidenceData = ({ times, looks }: MetricChart): Plot.AlignedData => [
  [...times],
  looks.map((look) => look?.statistic ?? null),
  looks.map((look) => look?.bound ?? null),
];

/** What each look found, against the bound above which it alarms. */
export const evidenceSettings =
  (facts: PlotFacts): Settings =>
  (paint) => {
    const range = evidenceRange(facts.chart) ?? [0, 1];
    return {
      ...common(facts),
      height: EVIDENCE_HEIGHT,
      padding: [6, RIGHT, 4, 0],
      scales: { x: { range: [facts.fromS, facts.toS] }, y: { range } },
      axes: [{ show: false }, quietAxis(paint, { size: LEFT, values: () => [], grid: { show: false } })],
      series: [
        {},
        {
          stroke: paint('--band-line'),
          width: 1.5,
          fill: paint('--band'),
          fillTo: range[0],
          points: { show: isAlone, size: 4, fill: paint('--band-line') },
        },
        { stroke: paint('--critical'), width: 1.25, dash: [5, 4], points: { show: false } },
      ],
      hooks: {
        setCursor: [({ cursor: { idx } }) => facts.setAt(idx ?? null)],
        draw: [(plot) => drawAlarms(plot, facts.chart, paint)],
      },
    };
  };

const common = ({ together }: PlotFacts) => ({
  legend: { show: false },
  cursor: {
    y: false,
    drag: { x: false, y: false },
    points: { show: false },
    sync: { key: together, setSeries: false },
  },
});

/** A value between two gaps has no line; without a point nobody would see it. */
const isAlone = (plot: Plot, series: number): boolean => {
  const values = plot.data[series] ?? [];
  return values.filter((value) => value !== null && value !== undefined).length < 3;
};

const CAP = 3;

/** Under everything: where the source did not answer, and what spoiled the comparison. */
function drawSpans(plot: Plot, { outages, contaminations }: PlotFacts, paint: Paint): void {
  const { ctx: pen, bbox } = plot;
  pen.save();
  for (const span of contaminations) {
    const [left, width] = placeOf(plot, span);
    pen.fillStyle = paint('--medium-soft');
    pen.fillRect(left, bbox.top, width, bbox.height);
    pen.fillStyle = paint('--medium-fill');
    pen.fillRect(left, bbox.top, width, CAP * devicePixelRatio);
  }
  pen.fillStyle = hatching(paint('--unknown-line'));
  for (const span of outages) {
    const [left, width] = placeOf(plot, span);
    pen.fillRect(left, bbox.top, width, bbox.height);
  }
  pen.restore();
}

/** At least as wide as can be seen. */
function placeOf(plot: Plot, { fromS, toS }: Span): readonly [left: number, width: number] {
  const left = plot.valToPos(fromS, 'x', true);
  return [left, Math.max(2 * devicePixelRatio, plot.valToPos(toS, 'x', true) - left)];
}

/** Over everything: when each look was made, the look that called it, and how far it was judged. */
function drawMoments(plot: Plot, { chart, fromS, toS, asOfS, calledS }: PlotFacts, paint: Paint): void {
  const { ctx: pen, bbox } = plot;
  const pixel = devicePixelRatio;
  const bottom = bbox.top + bbox.height;
  const half = (toS - fromS) / chart.times.length / 2;
  pen.save();
  pen.strokeStyle = paint('--ink-3');
  pen.lineWidth = pixel;
  pen.beginPath();
  for (const [block, time] of chart.times.entries()) {
    if (chart.looks[block] == null) continue;
    const x = plot.valToPos(time + half, 'x', true);
    pen.moveTo(x, bottom);
    pen.lineTo(x, bottom - 4 * pixel);
  }
  pen.stroke();
  if (asOfS < toS && calledS === null) upright(plot, asOfS, paint('--line-2'), []);
  if (calledS !== null) {
    upright(plot, calledS, paint('--critical'), []);
    triangle(plot, calledS, paint('--critical'));
  }
  pen.restore();
}

function upright(plot: Plot, atS: number, colour: string, dash: number[]): void {
  const { ctx: pen, bbox } = plot;
  const x = plot.valToPos(atS, 'x', true);
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5 * devicePixelRatio;
  pen.setLineDash(dash);
  pen.beginPath();
  pen.moveTo(x, bbox.top);
  pen.lineTo(x, bbox.top + bbox.height);
  pen.stroke();
}

function triangle(plot: Plot, atS: number, colour: string): void {
  const { ctx: pen, bbox } = plot;
  const x = plot.valToPos(atS, 'x', true);
  const size = 5 * devicePixelRatio;
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(x - size, bbox.top - 1.6 * size);
  pen.lineTo(x + size, bbox.top - 1.6 * size);
  pen.lineTo(x, bbox.top);
  pen.fill();
}

function drawAlarms(plot: Plot, { times, looks }: MetricChart, paint: Paint): void {
  const { ctx: pen } = plot;
  pen.save();
  pen.fillStyle = paint('--critical');
  for (const [block, look] of looks.entries()) {
    const time = times[block];
    if (look?.alarm !== true || look.statistic === null || time === undefined) continue;
    pen.beginPath();
    pen.arc(
      plot.valToPos(time, 'x', true),
      plot.valToPos(look.statistic, 'y', true),
      3.5 * devicePixelRatio,
      0,
      2 * Math.PI,
    );
    pen.fill();
  }
  pen.restore();
}
