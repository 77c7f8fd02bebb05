import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { watchQuery } from '../../../api/changes.ts';
import type { ChangeWhole, Watch, WatchedMetric } from '../../../api/types.ts';
import { OutcomeMark } from '../../../parts/change-state.tsx';
import { Ago } from '../../../parts/instant.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { Problem } from '../../../parts/problem.tsx';
import { Skeleton } from '../../../parts/skeleton.tsx';
import { durationText } from '../../../text/age.ts';
import { count } from '../../../text/count.ts';
import { LookTable } from './look-table.tsx';
import { changeText } from './metric-text.ts';
import styles from './watch.module.css';

const MetricFigure = lazy(() =>
  import('./metric-figure.tsx').then(({ MetricFigure: figure }) => ({ default: figure })),
);

interface WatchPanelProps {
  readonly change: ChangeWhole;
  /** Of an earlier watch; null: the newest. */
  readonly number: number | null;
}

/** As tall as a metric will be. */
const METRIC_HEIGHT = '26.5rem';

export function WatchPanel({ change, number }: WatchPanelProps) {
  const { source, id, declaration } = change;
  const { data, error, refetch } = useQuery(watchQuery(source, id, number));
  const metrics = declaration.metrics.length;
  return (
    <Panel
      title="The watch"
      note={data !== undefined && <WatchNote watch={data} isOver={isOver(change)} />}
      bare
    >
      {error !== null && data === undefined && <Problem error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton rows={metrics} height={METRIC_HEIGHT} />}
      {data !== undefined && (
        <div className={styles.watch}>
          <Spoilt watch={data} />
          {!data.opened && (
            <p className={styles.unopened}>
              It begins with the first whole block after the rollout. The days before are read with its first
              look.
            </p>
          )}
          {data.metrics.map((metric) => (
            <Metric
              key={metric.name}
              metric={metric}
              watch={data}
              isRunning={change.state === 'watching' && data.number === data.latest}
            />
          ))}
        </div>
      )}
    </Panel>
  );
}

/** Of a change that is past its watch, whether that went to its end or not. */
const isOver = ({ state }: ChangeWhole): boolean => state !== 'watching' && state !== 'holding';

function WatchNote({ watch, isOver: over }: { readonly watch: Watch; readonly isOver: boolean }) {
  const { start, end, as_of, block_ms, looks, planned_looks, number, latest } = watch;
  return (
    <span className={styles.note}>
      <span>
        began <Ago at={start} />, {over ? 'ended' : 'ends'} <Ago at={over ? as_of : end} />
      </span>
      <span>
        {looks.length} of {count(planned_looks, 'look')}, one each {durationText(block_ms)}
      </span>
      {latest > 1 && <OtherWatches number={number} latest={latest} />}
    </span>
  );
}

/** An extended watch is another one; the ones before it stay to be seen. */
const OtherWatches = ({ number, latest }: { readonly number: number; readonly latest: number }) => (
  <span className={styles.others}>
    watch{' '}
    {Array.from({ length: latest }, (_, i) => i + 1).map((each) =>
      each === number ? (
        <b key={each}>{each}</b>
      ) : (
        <Link key={each} to="." search={each === latest ? {} : { watch: each }}>
          {each}
        </Link>
      ),
    )}
  </span>
);

function Spoilt({ watch: { contaminations } }: { readonly watch: Watch }) {
  if (contaminations.length === 0) return null;
  return (
    <div className={styles.contaminated}>
      <b>This watch is contaminated: it can end only inconclusive.</b>
      <ul>
        {contaminations.map(({ from, what }) => (
          <li key={from + what}>
            {what} (<Ago at={from} />)
          </li>
        ))}
      </ul>
    </div>
  );
}

interface MetricProps {
  readonly metric: WatchedMetric;
  readonly watch: Watch;
  readonly isRunning: boolean;
}

function Metric({ metric, watch, isRunning }: MetricProps) {
  const { name, reads_as, verdict, tolerance, worse, baseline } = metric;
  const [isTable, setTable] = useState(false);
  return (
    <section className={styles.metric} aria-label={name}>
      <header className={styles.head}>
        <h3>{name}</h3>
        {isRunning && verdict.code === 'running' ? (
          <span className={styles.quiet}>No alarm so far</span>
        ) : (
          <OutcomeMark outcome={verdict.outcome} />
        )}
        <small>{reads_as}</small>
      </header>
      <p className={styles.sentence}>{verdict.sentence}</p>
      <Suspense fallback={<div className={styles.waiting} data-loading />}>
        <MetricFigure metric={metric} watch={watch} />
      </Suspense>
      <p className={styles.terms}>
        <span>held against {baseline.name}</span>
        <span>
          {changeText(worse === 'higher' ? tolerance.value : -tolerance.value)} is still accepted, {worse} is
          worse
        </span>
        <span>
          {count(verdict.judged, 'block')} judged, {verdict.missing} without a value
        </span>
      </p>
      {metric.looks.length > 0 && (
        <details className={styles.more} onToggle={(event) => setTable(event.currentTarget.open)}>
          <summary>Look by look</summary>
          {isTable && <LookTable metric={metric} watch={watch} />}
        </details>
      )}
    </section>
  );
}
