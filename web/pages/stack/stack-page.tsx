import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import { driftListQuery } from '../../api/drift.ts';
import { scansQuery, stackQuery } from '../../api/stacks.ts';
import type { StackWhole } from '../../api/types.ts';
import { Address } from '../../parts/address.tsx';
import { DriftStateMark } from '../../parts/drift-state.tsx';
import { Age } from '../../parts/instant.tsx';
import { More } from '../../parts/more.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Problem } from '../../parts/problem.tsx';
import { SeverityMark } from '../../parts/severity.tsx';
import { PageSkeleton, Skeleton } from '../../parts/skeleton.tsx';
import { StackStatusMark } from '../../parts/stack-status.tsx';
import { count } from '../../text/count.ts';
import { ScanNow } from './scan-now.tsx';
import { ScanTable } from './scan-table.tsx';
import { StackFacts } from './stack-facts.tsx';
import styles from './stack.module.css';
import { WhyUnknown } from './why-unknown.tsx';

const ScanChart = lazy(() => import('./scan-chart.tsx').then(({ ScanChart: chart }) => ({ default: chart })));

export function StackPage() {
  const { source, _splat: stack = '' } = useParams({ from: '/shell/stacks/$source/$' });
  const { data, error, refetch } = useQuery(stackQuery(source, stack));
  if (error !== null && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  if (data === undefined) return <PageSkeleton />;
  return <Whole stack={data} />;
}

function Whole({ stack: whole }: { readonly stack: StackWhole }) {
  const { source, stack, status, stale, unknown, path } = whole;
  const scans = useInfiniteQuery(scansQuery(source, stack));
  const rows = useMemo(() => scans.data?.pages.flatMap((page) => page.items) ?? [], [scans.data]);
  return (
    <>
      <PageHead
        title={stack}
        above={<Link to="/stacks">← Stacks</Link>}
        actions={<ScanNow key={`${source}/${stack}`} stack={whole} />}
      >
        <span className={styles.marks}>
          <StackStatusMark status={status} stale={stale} />
          <span>{path === stack ? source : `${source}, ${path}`}</span>
          {whole.resources_read > 0 && <span>{count(whole.resources_read, 'resource')} read</span>}
        </span>
      </PageHead>
      <div className={styles.page}>
        <div className={styles.main}>
          {unknown !== null && <WhyUnknown unknown={unknown} lastGood={whole.last_good_scan_at} />}
          <OpenDifferences source={source} stack={stack} expected={sumOf(whole.open)} />
          <Panel title="Scans" note="how long each took; hatched could not tell">
            <div className={styles.chart}>
              {rows.length > 0 && (
                <Suspense fallback={<div data-loading />}>
                  <ScanChart scans={rows} />
                </Suspense>
              )}
              {scans.isPending && <div data-loading />}
              {scans.data !== undefined && rows.length === 0 && <p>It was never scanned.</p>}
            </div>
          </Panel>
          {scans.error !== null && <Problem error={scans.error} retry={() => void scans.refetch()} />}
          {rows.length > 0 && <ScanTable scans={rows} isWhole={!scans.hasNextPage} />}
          <More query={scans} />
        </div>
        <aside className={styles.aside} aria-label="Facts and settings">
          <StackFacts stack={whole} />
        </aside>
      </div>
    </>
  );
}

const sumOf = ({ critical, high, medium, low }: StackWhole['open']): number => critical + high + medium + low;

const MOST_SHOWN = 12;

interface OpenDifferencesProps {
  readonly source: string;
  readonly stack: string;
  /** How many there will be: their place is kept until they are there. */
  readonly expected: number;
}

function OpenDifferences({ source, stack, expected }: OpenDifferencesProps) {
  const { data, error } = useInfiniteQuery(driftListQuery({ source, stack }));
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  if (error !== null) return <Problem error={error} />;
  if (data === undefined && expected > 0) {
    return (
      <Panel title="Open drift" bare>
        <Skeleton rows={Math.min(expected, MOST_SHOWN)} height="2.45rem" />
      </Panel>
    );
  }
  if (items.length === 0) return null;
  return (
    <Panel
      title="Open drift"
      note={
        <Link to="/drift" search={{ source, stack }}>
          In the inbox
        </Link>
      }
    >
      <ul className={styles.open}>
        {items.slice(0, MOST_SHOWN).map((item) => (
          <li key={item.fingerprint}>
            <Link
              to="/drift/$source/$fingerprint"
              params={{ source, fingerprint: item.fingerprint }}
              search={{ stack }}
            >
              <SeverityMark severity={item.severity} />
              <Address address={item.address} path={item.path} />
              {item.state !== 'open' && <DriftStateMark state={item.state} />}
              <span className={styles.age}>
                <Age since={item.opened_at} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
