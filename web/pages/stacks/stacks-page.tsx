import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { stacksQuery } from '../../api/stacks.ts';
import type { Stack } from '../../api/types.ts';
import { Choice } from '../../parts/choice.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Ago } from '../../parts/instant.tsx';
import { More } from '../../parts/more.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Problem } from '../../parts/problem.tsx';
import { SearchField } from '../../parts/search-field.tsx';
import { SeverityCounts } from '../../parts/severity.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { StackStatusMark } from '../../parts/stack-status.tsx';
import { DataTable, type Column } from '../../parts/table/data-table.tsx';
import { durationText } from '../../text/age.ts';
import { count, sentence } from '../../text/count.ts';
import { STATUS_WORDS, STATUSES } from '../../text/words.ts';
import type { StacksSearch } from './stacks-search.ts';
import styles from './stacks.module.css';

const COLUMNS: readonly Column<Stack>[] = [
  {
    id: 'stack',
    name: 'Stack',
    by: ({ stack }) => stack,
    cell: ({ source, stack }) => (
      <>
        <Link to="/stacks/$source/$" params={{ source, _splat: stack }}>
          {stack}
        </Link>
        <small>{source}</small>
      </>
    ),
  },
  {
    id: 'status',
    name: 'Status',
    by: ({ status }) => STATUSES.indexOf(status),
    cell: ({ status, stale, unknown, scanning }) => (
      <>
        <StackStatusMark status={status} stale={stale} />
        {unknown !== null && <small className={styles.why}>{sentence(unknown.text)}</small>}
        {scanning && <small>scanning now</small>}
      </>
    ),
  },
  {
    id: 'open',
    name: 'Open drift',
    by: ({ open }) => open.critical * 1e9 + open.high * 1e6 + open.medium * 1e3 + open.low,
    cell: ({ open }) => <SeverityCounts open={open} />,
  },
  {
    id: 'owner',
    name: 'Owner',
    wideOnly: true,
    by: ({ owner }) => owner ?? '',
    cell: ({ owner, channel }) => (
      <>
        {owner ?? '–'}
        {channel !== null && <small>{channel}</small>}
      </>
    ),
  },
  {
    id: 'last',
    name: 'Last scan',
    wideOnly: true,
    by: ({ last_scan_at }) => last_scan_at ?? '',
    cell: ({ last_scan_at, last_duration_ms }) => (
      <>
        <Ago at={last_scan_at} />
        {last_duration_ms !== null && <small>took {durationText(last_duration_ms)}</small>}
      </>
    ),
  },
  {
    id: 'next',
    name: 'Next',
    wideOnly: true,
    by: ({ next_scan_at }) => next_scan_at ?? '',
    cell: ({ next_scan_at, schedule }) => (
      <>
        <Ago at={next_scan_at} none="not scheduled" />
        {schedule !== null && <small>{schedule}</small>}
      </>
    ),
  },
];

export function StacksPage() {
  const search = useSearch({ from: '/shell/stacks' });
  const navigate = useNavigate({ from: '/stacks' });
  const list = useInfiniteQuery(stacksQuery({ ...search, status: search.status?.join(',') }));
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const total = list.data?.pages[0]?.total;
  const set = (change: Partial<StacksSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const isNarrowed = Object.values(search).some((value) => value !== undefined);
  return (
    <>
      <PageHead title="Stacks">
        {total === undefined ? 'Counting.' : `${count(total, 'stack')}, the worst first.`}
      </PageHead>
      <div className={styles.filters} role="search" aria-label="Filter stacks">
        <SearchField
          id="stacks-search"
          label="Search stacks"
          value={search.q ?? ''}
          onChange={(q) => set({ q: q === '' ? undefined : q })}
        />
        <Choice
          label="Status"
          value={search.status?.length === 1 ? (search.status[0] ?? '') : ''}
          all="All"
          options={STATUSES.map((status) => ({ value: status, label: STATUS_WORDS[status] }))}
          onChange={(status) =>
            set({ status: status === '' ? undefined : STATUSES.filter((one) => one === status) })
          }
        />
        {isNarrowed && (
          <Link to="/stacks" search={{}}>
            Clear
          </Link>
        )}
      </div>
      {list.error !== null && <Problem error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton rows={8} height="3.6rem" />}
      {list.data !== undefined &&
        (rows.length > 0 ? (
          <DataTable
            label="Stacks"
            columns={COLUMNS}
            rows={rows}
            keyOf={({ source, stack }) => `${source}/${stack}`}
            isWhole={!list.hasNextPage}
          />
        ) : (
          <NoStacks isNarrowed={isNarrowed} />
        ))}
      <More query={list} />
    </>
  );
}

const NoStacks = ({ isNarrowed }: { readonly isNarrowed: boolean }) =>
  isNarrowed ? (
    <Empty title="No stack fits these filters" />
  ) : (
    <Empty title="No stacks yet">
      Every folder with a root module becomes a stack by itself. Name the repository or the folder that holds
      yours under <Link to="/settings/sources">Settings, Sources</Link>.
    </Empty>
  );
