import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { decisionsQuery } from '../../api/decisions.ts';
import type { Decision } from '../../api/types.ts';
import { Choice } from '../../parts/choice.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Ago } from '../../parts/instant.tsx';
import { More } from '../../parts/more.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Problem } from '../../parts/problem.tsx';
import { SearchField } from '../../parts/search-field.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { DataTable, type Column } from '../../parts/table/data-table.tsx';
import { personName } from '../../text/person.ts';
import { KIND_WORDS, KINDS } from '../../text/words.ts';
import { DecisionForce } from './decision-force.tsx';
import styles from './decisions.module.css';
import type { DecisionsSearch } from './decisions-search.ts';

const COLUMNS: readonly Column<Decision>[] = [
  {
    id: 'what',
    name: 'Decision',
    by: ({ kind }) => kind,
    cell: ({ source, id, kind, until, differences }) => (
      <>
        <Link to="/decisions/$source/$id" params={{ source, id }}>
          {KIND_WORDS[kind].verb} {differences === 1 ? 'one' : differences.toLocaleString('en')}
        </Link>
        <small>{until === null ? id : `until ${until}`}</small>
      </>
    ),
  },
  {
    id: 'reason',
    name: 'Why',
    cell: ({ reason }) => <span className={styles.reason}>{reason}</span>,
  },
  {
    id: 'by',
    name: 'By',
    by: ({ by }) => by,
    cell: ({ by, at }) => (
      <>
        {personName(by)}
        <small>
          <Ago at={at} />
        </small>
      </>
    ),
  },
  {
    id: 'owner',
    name: 'Owner',
    wideOnly: true,
    by: ({ owner }) => owner,
    cell: ({ owner, source }) => (
      <>
        {owner}
        <small>{source}</small>
      </>
    ),
  },
  {
    id: 'force',
    name: 'Stands',
    wideOnly: true,
    by: ({ in_force, approvals_missing }) => (in_force ? approvals_missing : -1),
    cell: (decision) => <DecisionForce decision={decision} />,
  },
];

export function DecisionsPage() {
  const search = useSearch({ from: '/shell/decisions' });
  const navigate = useNavigate({ from: '/decisions' });
  const list = useInfiniteQuery(
    decisionsQuery({
      q: search.q,
      kind: search.kind?.join(','),
      awaiting: search.show === 'awaiting' ? 'true' : undefined,
      in_force: search.show === 'in_force' ? 'true' : undefined,
    }),
  );
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const set = (change: Partial<DecisionsSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const isNarrowed = Object.values(search).some((value) => value !== undefined);
  return (
    <>
      <PageHead title="Decisions">What was decided about drift, by whom and why; newest first.</PageHead>
      <div className={styles.filters} role="search" aria-label="Filter decisions">
        <SearchField
          id="decisions-search"
          label="Search reasons and addresses"
          value={search.q ?? ''}
          onChange={(q) => set({ q: q === '' ? undefined : q })}
        />
        <Choice
          label="Kind"
          value={search.kind?.[0] ?? ''}
          all="All kinds"
          options={KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind].verb }))}
          onChange={(kind) => set({ kind: kind === '' ? undefined : KINDS.filter((one) => one === kind) })}
        />
        <Choice
          label="Which"
          value={search.show ?? ''}
          all="All"
          options={[
            { value: 'awaiting', label: 'Awaiting approval' },
            { value: 'in_force', label: 'In force' },
          ]}
          onChange={(show) => set({ show: show === 'awaiting' || show === 'in_force' ? show : undefined })}
        />
        {isNarrowed && (
          <Link to="/decisions" search={{}}>
            Clear
          </Link>
        )}
      </div>
      {list.error !== null && <Problem error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton rows={6} height="3.6rem" />}
      {rows.length > 0 && (
        <DataTable
          label="Decisions"
          columns={COLUMNS}
          rows={rows}
          keyOf={({ source, id }) => `${source}/${id}`}
          isWhole={!list.hasNextPage}
        />
      )}
      {list.data !== undefined && rows.length === 0 && (
        <Empty
          title={isNarrowed ? 'No decision fits these filters' : 'Nothing was decided yet'}
          {...(isNarrowed ? {} : { command: 'kedge decide 221c0e --revert --reason "..."' })}
        >
          {isNarrowed
            ? undefined
            : 'Open a difference and press r, a, c or i; or decide on the command line. Either way it stands here, with its reason.'}
        </Empty>
      )}
      <More query={list} />
    </>
  );
}
