import { allFaults } from '#domain/release/data/data-fault.ts';
import {
  blocksOver,
  type MetricEvidence,
  type ReleaseEvidence,
  type Watch,
} from '#domain/release/evidence.ts';
import { JUDGE_VERSION, judgeRelease, type ReleaseVerdict } from '#domain/release/judge-release.ts';
import type { MetricVerdict } from '#domain/release/judge-metric.ts';
import type { Outcome } from '#domain/release/outcome.ts';
import { ink as inkFor, type Ink } from '../report/ansi.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { wrapText } from '../report/wrap-text.ts';
import { chartData, shortNumber } from '#domain/release/picture/chart-data.ts';
import { span } from '#domain/release/picture/span.ts';
import { terminalChart } from './terminal-chart.ts';

const CHART_COLUMNS = 72;
const TEXT_COLUMNS = 78;

/** What `kedge judge` prints: the verdict, and per metric the picture, what was looked at and what it was held to. */
export function verdictText(evidence: ReleaseEvidence, color: boolean): string {
  const verdict = judgeRelease(evidence);
  const ink = inkFor(color);
  const { watch } = evidence;
  const parts = evidence.metrics.map((each, i) => metricText(each, watch, verdict.metrics[i], ink));
  return `${[headline(verdict, watch, ink), ...parts, footer(evidence, verdict)].join('\n\n')}\n`;
}

const PAINT: Readonly<Record<Outcome, keyof Ink>> = {
  CLEARED: 'green',
  INCONCLUSIVE: 'yellow',
  ERROR: 'yellow',
  REGRESSED: 'red',
};

function headline({ outcome }: ReleaseVerdict, watch: Watch, ink: Ink): string {
  const over = Math.min(watch.asOfMs, watch.startMs + watch.watchMs) - watch.startMs;
  const dirty = watch.contaminations.map(
    ({ fromMs, toMs, what }) => `contaminated from ${iso(fromMs)} to ${iso(toMs)}: ${visible(what)}`,
  );
  const watched = `watched ${span(Math.max(0, over))} of ${span(watch.watchMs)} from ${iso(watch.startMs)}`;
  return [`${ink[PAINT[outcome]](outcome)}  ${watched}`, ...dirty].join('\n');
}

function metricText(
  evidence: MetricEvidence,
  watch: Watch,
  verdict: MetricVerdict | undefined,
  ink: Ink,
): string {
  if (verdict === undefined) return '';
  const { plan, release } = evidence;
  const calledBlocks =
    verdict.calledAtMs === null ? null : (verdict.calledAtMs - watch.startMs) / release.blockMs;
  const data = chartData(evidence, watch, CHART_COLUMNS);
  const chart = terminalChart(data, calledBlocks, ink);
  const legend = `  ● release  · ${data.baselineName}${calledBlocks === null ? '' : `  ┊ called after ${span(calledBlocks * release.blockMs)}`}`;
  return [
    `${ink.bold(visible(plan.name))}  ${ink[PAINT[verdict.outcome]](verdict.outcome)}`,
    ...wrapText(verdict.sentence, TEXT_COLUMNS).map((line) => `  ${line}`),
    ...chart,
    legend,
    ...facts(evidence, watch, verdict).map((line) => `  ${line}`),
  ].join('\n');
}

function facts(evidence: MetricEvidence, watch: Watch, verdict: MetricVerdict): readonly string[] {
  const { plan, release, quality } = evidence;
  const over = blocksOver(watch, release);
  const rows: readonly (readonly [string, string | null])[] = [
    [
      'judged by',
      `${verdict.method}, ${verdict.looks} looks at ${verdict.judged} of ${over} blocks of ${span(release.blockMs)}`,
    ],
    ['held to', `${percent(plan.tolerance)} ${plan.worse}, false alarms ${percent(verdict.alpha)}`],
    ['found', foundText(verdict)],
    [
      'siblings',
      evidence.siblings.length === 0
        ? null
        : `${evidence.siblings.length} series lend ${evidence.siblings.reduce((sum, { placebos }) => sum + placebos.length, 0)} days`,
    ],
    ['data', `${quality.arrival}${faultText(evidence)}`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.flatMap(([name, text]) => (text === null ? [] : [`${name.padEnd(width)}  ${text}`]));
}

/** Every statistic in the words of its method, beside what it was held against. */
function foundText({ method, statistic, bound, effect, by }: MetricVerdict): string {
  if (statistic === null || bound === null) return 'nothing that could be judged';
  if (by === 'fast path')
    return `${shortNumber(Math.exp(statistic))} times the highest rate of the day before (bound ${shortNumber(Math.exp(bound))})`;
  if (method === 'before and after') {
    return `at least ${change(Math.exp(statistic))} against every baseline; it alarms above ${change(Math.exp(bound))}`;
  }
  if (method === 'counts with a control') {
    return `evidence of 1 in ${shortNumber(Math.exp(statistic))}; it alarms at 1 in ${shortNumber(Math.exp(bound))}`;
  }
  const range =
    effect.atLeast === null || effect.atMost === null
      ? ''
      : `${change(effect.atLeast)} to ${change(effect.atMost)} against the control`;
  return range === '' ? `excess ${shortNumber(statistic)}; it alarms above ${shortNumber(bound)}` : range;
}

const change = (factor: number): string => `${factor >= 1 ? '+' : '−'}${percent(Math.abs(factor - 1))}`;

function faultText({ quality, controlQuality }: MetricEvidence): string {
  const own = allFaults(quality.watchFaults);
  const before = allFaults(quality.historyFaults);
  const control = controlQuality === null ? null : allFaults(controlQuality.watchFaults);
  return [
    own === null ? null : `in the watch ${own}`,
    control === null ? null : `in the control ${control}`,
    before === null ? null : `before it ${before}`,
  ]
    .filter((part) => part !== null)
    .map((part) => `; ${part}`)
    .join('');
}

const footer = ({ metrics }: ReleaseEvidence, { alphaSpent }: ReleaseVerdict): string =>
  `${metrics.length} ${metrics.length === 1 ? 'metric' : 'metrics'}, false alarms of all together at most ${percent(alphaSpent)}, ${JUDGE_VERSION}`;

const percent = (share: number): string => `${Number((100 * share).toPrecision(share < 0.1 ? 2 : 3))} %`;

const iso = (ms: number): string => new Date(ms).toISOString().replace(/:00\.000Z$/, 'Z');
