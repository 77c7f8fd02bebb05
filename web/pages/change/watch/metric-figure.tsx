import { useMemo, useState } from 'react';
import type { Watch, WatchedMetric } from '../../../api/types.ts';
import { usePlot } from '../../../parts/chart/use-plot.ts';
import { Reading } from './block-reading.tsx';
import { blockReading, evidenceRange, metricChart, newestBlock, spansWithin } from './metric-chart.ts';
import { evidenceData, evidenceSettings, metricData, metricSettings, type PlotFacts } from './metric-plot.ts';
import { valueText } from './metric-text.ts';
import styles from './watch.module.css';

interface MetricFigureProps {
  readonly metric: WatchedMetric;
  readonly watch: Watch;
}

/** One metric of a watch as a picture, with what stands at the block that is pointed at. */
export function MetricFigure({ metric, watch }: MetricFigureProps) {
  const [at, setAt] = useState<number | null>(null);
  const { facts, data } = useMemo(() => pictureOf(metric, watch, setAt), [metric, watch]);
  const settings = useMemo(() => metricSettings(facts), [facts]);
  const element = usePlot(settings, data);
  const hasEvidence = evidenceRange(facts.chart) !== null;
  const reading = blockReading(facts.chart, at ?? newestBlock(facts.chart), watch.block_ms);
  return (
    <figure className={styles.figure}>
      <div ref={element} className={styles.plot} role="img" aria-label={summary(metric, facts)} />
      {hasEvidence && <Evidence facts={facts} name={metric.name} />}
      {reading !== null && <Reading reading={reading} metric={metric} facts={facts} />}
    </figure>
  );
}

function Evidence({ facts, name }: { readonly facts: PlotFacts; readonly name: string }) {
  const settings = useMemo(() => evidenceSettings(facts), [facts]);
  const data = useMemo(() => evidenceData(facts.chart), [facts]);
  const element = usePlot(settings, data);
  return (
    <div className={styles.evidence}>
      <span aria-hidden="true">
        evidence
        <br />
        by look
      </span>
      <div
        ref={element}
        className={styles.strip}
        role="img"
        aria-label={`What each look at ${name} found, against the bound above which it alarms; the table lists them.`}
      />
    </div>
  );
}

const seconds = (instant: string): number => Date.parse(instant) / 1000;

function pictureOf(
  metric: WatchedMetric,
  watch: Watch,
  setAt: (block: number | null) => void,
): { readonly facts: PlotFacts; readonly data: ReturnType<typeof metricData> } {
  const chart = metricChart(metric, watch);
  const called = metric.verdict.called_at;
  return {
    data: metricData(chart),
    facts: {
      chart,
      fromS: seconds(watch.start),
      toS: seconds(watch.end),
      asOfS: seconds(watch.as_of),
      calledS: called === null ? null : seconds(called),
      outages: spansWithin(
        metric.outages.map(({ from, to, text }) => ({ from, to, what: text })),
        watch,
      ),
      contaminations: spansWithin(watch.contaminations, watch),
      textOf: (value) => valueText(value, metric.unit),
      together: `${watch.source}/${watch.id}/${watch.number}`,
      setAt,
    },
  };
}

/** For those who hear the chart. */
function summary({ name, unit, baseline, verdict }: WatchedMetric, { chart }: PlotFacts): string {
  const newest = newestBlock(chart);
  const value = valueText(chart.release[newest] ?? null, unit);
  const held = valueText(chart.middle[newest] ?? null, unit);
  return `${name}: ${value} in the newest block, ${held} by ${baseline.name}. ${verdict.sentence}`;
}
