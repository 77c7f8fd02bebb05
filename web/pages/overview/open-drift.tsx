import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { historyQuery } from '../../api/fleet.ts';
import { Panel } from '../../parts/panel.tsx';
import { Problem } from '../../parts/problem.tsx';
import { SEVERITIES, SEVERITY_WORDS } from '../../text/words.ts';
import styles from './overview.module.css';

const StackedChart = lazy(() =>
  import('../../parts/chart/stacked-chart.tsx').then(({ StackedChart: chart }) => ({ default: chart })),
);

const DAYS = 30;

export function OpenDrift() {
  const { data, error, refetch } = useQuery(historyQuery(DAYS));
  return (
    <Panel title="Open drift" note={`by severity, the last ${DAYS} days`}>
      <div className={styles.chart}>
        {error !== null && <Problem error={error} retry={() => void refetch()} />}
        {data === undefined && error === null && <div data-loading />}
        {data !== undefined && (
          <Suspense fallback={<div data-loading />}>
            <StackedChart
              days={data.days.map(({ day }) => day)}
              series={SEVERITIES.toReversed().map((severity) => ({
                name: SEVERITY_WORDS[severity],
                colour: `--${severity}`,
                values: data.days.map(({ open }) => open[severity]),
              }))}
              hatched={{ name: 'Unknown stacks', values: data.days.map((day) => day.unknown_stacks) }}
            />
          </Suspense>
        )}
      </div>
    </Panel>
  );
}
