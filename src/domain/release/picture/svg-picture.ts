import { allFaults } from '../data/data-fault.ts';
import type { MetricEvidence, ReleaseEvidence, Watch } from '../evidence.ts';
import { judgeRelease } from '../judge-release.ts';
import type { MetricVerdict } from '../judge-metric.ts';
import { element, text, xmlDocument, type XmlElement } from '../../xml.ts';
import { chartData, shortNumber, type ChartData } from './chart-data.ts';
import { span } from './span.ts';

const WIDTH = 860;
const PLOT = { left: 70, top: 56, width: 760, height: 150 } as const;
const METRIC_HEIGHT = 290;
const COLUMNS = 288;
const LINE_LENGTH = 118;

const COLOURS = {
  CLEARED: '#1e6f45',
  INCONCLUSIVE: '#805b00',
  ERROR: '#805b00',
  REGRESSED: '#a3123a',
} as const;

/** The picture of a verdict: per metric the watch, what it was held against, contaminations and the call. */
export function svgPicture(evidence: ReleaseEvidence): string {
  const verdict = judgeRelease(evidence);
  const height = 50 + METRIC_HEIGHT * evidence.metrics.length;
  const parts = evidence.metrics.flatMap((each, i) => {
    const own = verdict.metrics[i];
    return own === undefined ? [] : [metricPart(each, evidence.watch, own, 44 + i * METRIC_HEIGHT)];
  });
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${WIDTH} ${height}`,
    'font-family': 'system-ui, sans-serif',
    'font-size': '13',
    role: 'img',
  };
  const title = `${verdict.outcome}, watched from ${new Date(evidence.watch.startMs).toISOString()}`;
  return xmlDocument(
    element('svg', attributes, [
      element('title', {}, [text(title)]),
      element('rect', { width: String(WIDTH), height: String(height), fill: '#ffffff' }, []),
      label(20, 30, title, { 'font-size': '17', 'font-weight': '600', fill: COLOURS[verdict.outcome] }),
      ...parts,
    ]),
  );
}

function metricPart(evidence: MetricEvidence, watch: Watch, verdict: MetricVerdict, top: number): XmlElement {
  const data = chartData(evidence, watch, COLUMNS);
  const scale = scaleOf(data);
  const x = (blocks: number): number => PLOT.left + (PLOT.width * blocks) / data.plannedBlocks;
  const marks = watch.contaminations.map(({ fromMs, toMs, what }) =>
    band(
      x((fromMs - watch.startMs) / evidence.release.blockMs),
      x((toMs - watch.startMs) / evidence.release.blockMs),
      what,
    ),
  );
  const called =
    verdict.calledAtMs === null
      ? []
      : [callLine(x((verdict.calledAtMs - watch.startMs) / evidence.release.blockMs))];
  const faults = allFaults(evidence.quality.watchFaults);
  const below = `${verdict.judged} blocks of ${span(evidence.release.blockMs)}, ${verdict.missing} without a value, data ${evidence.quality.arrival}${faults === null ? '' : `, ${faults}`}; ${verdict.looks} looks, ${verdict.method}`;
  return element('g', { transform: `translate(0 ${top})` }, [
    label(20, 22, evidence.plan.name, { 'font-weight': '600' }),
    label(20, 42, shortened(`${verdict.outcome}: ${verdict.sentence}`), { fill: COLOURS[verdict.outcome] }),
    frame(),
    ...marks,
    ...axis(scale),
    line(data.baseline, data, scale, { stroke: '#9aa5b1', 'stroke-width': '1.5' }),
    line(data.release, data, scale, { stroke: '#1f5fbf', 'stroke-width': '2' }),
    ...called,
    label(
      PLOT.left,
      PLOT.top + PLOT.height + 18,
      `blue: release, grey: ${data.baselineName}; ${span(watch.watchMs)} from the start`,
      { fill: '#5a6675' },
    ),
    label(PLOT.left, PLOT.top + PLOT.height + 38, shortened(below), { fill: '#5a6675' }),
  ]);
}

interface Scale {
  readonly low: number;
  readonly high: number;
}

function scaleOf({ release, baseline }: ChartData): Scale {
  const known = [...release, ...baseline].filter(Number.isFinite);
  if (known.length === 0) return { low: 0, high: 1 };
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return low === high ? { low: low - 1, high: high + 1 } : { low, high };
}

const yOf = (value: number, { low, high }: Scale): number =>
  PLOT.top + PLOT.height * (1 - (value - low) / (high - low));

/** A gap breaks the line: it is no value. */
function line(
  values: readonly number[],
  data: ChartData,
  scale: Scale,
  style: Readonly<Record<string, string>>,
): XmlElement {
  let path = '';
  let drawing = false;
  for (const [i, value] of values.entries()) {
    if (!Number.isFinite(value)) {
      drawing = false;
      continue;
    }
    const x = PLOT.left + (PLOT.width * (i + 0.5) * data.blocksPerColumn) / data.plannedBlocks;
    path += `${drawing ? 'L' : 'M'}${x.toFixed(1)} ${yOf(value, scale).toFixed(1)}`;
    drawing = true;
  }
  return element(
    'path',
    { d: path, fill: 'none', 'stroke-linejoin': 'round', 'stroke-linecap': 'round', ...style },
    [],
  );
}

const frame = (): XmlElement =>
  element(
    'rect',
    {
      x: String(PLOT.left),
      y: String(PLOT.top),
      width: String(PLOT.width),
      height: String(PLOT.height),
      fill: '#f7f8fa',
    },
    [],
  );

const axis = (scale: Scale): readonly XmlElement[] =>
  [scale.low, (scale.low + scale.high) / 2, scale.high].map((value) =>
    label(PLOT.left - 8, yOf(value, scale) + 4, shortNumber(value), {
      'text-anchor': 'end',
      fill: '#5a6675',
    }),
  );

function band(from: number, to: number, what: string): XmlElement {
  const left = Math.max(PLOT.left, Math.min(from, PLOT.left + PLOT.width));
  const right = Math.max(left, Math.min(to, PLOT.left + PLOT.width));
  const place = {
    x: left.toFixed(1),
    y: String(PLOT.top),
    width: (right - left).toFixed(1),
    height: String(PLOT.height),
  };
  return element('rect', { ...place, fill: '#fcf3d9' }, [
    element('title', {}, [text(`contaminated: ${what}`)]),
  ]);
}

const callLine = (x: number): XmlElement =>
  element(
    'line',
    {
      x1: x.toFixed(1),
      x2: x.toFixed(1),
      y1: String(PLOT.top),
      y2: String(PLOT.top + PLOT.height),
      stroke: '#a3123a',
      'stroke-dasharray': '4 3',
    },
    [],
  );

const label = (x: number, y: number, words: string, style: Readonly<Record<string, string>>): XmlElement =>
  element('text', { x: x.toFixed(1), y: y.toFixed(1), ...style }, [text(words)]);

const shortened = (words: string): string =>
  words.length <= LINE_LENGTH ? words : `${words.slice(0, LINE_LENGTH - 1)}…`;
