import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { declaredQuery, endedChangesQuery, liveChangesQuery } from '../../api/changes.ts';
import { sourcesQuery } from '../../api/settings.ts';
import { Choice } from '../../parts/choice.tsx';
import { KeyHelp } from '../../parts/key-help.tsx';
import { More } from '../../parts/more.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Problem } from '../../parts/problem.tsx';
import { SearchField } from '../../parts/search-field.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { walkLines } from '../../parts/walk-lines.ts';
import { CHANGE_STATE_WORDS, CHANGE_STATES } from '../../text/change-words.ts';
import { useKeys } from '../../parts/use-keys.ts';
import { ChangeCards } from './change-cards.tsx';
import { changeGroups, waitsForPerson } from './change-groups.ts';
import type { ChangesSearch } from './changes-search.ts';
import styles from './changes.module.css';
import { DeclaredList } from './declared-list.tsx';
import { DraftDialog } from './draft-dialog.tsx';
import { ENDED_COLUMNS } from './ended-columns.tsx';
import { leadText } from './lead-text.ts';
import { NoChanges } from './no-changes.tsx';

export function ChangesPage() {
  const search = useSearch({ from: '/shell/changes' });
  const filter = { ...search, state: search.state?.join(',') };
  const live = useQuery(liveChangesQuery(filter));
  const declared = useQuery(declaredQuery(search.source));
  const ended = useInfiniteQuery(endedChangesQuery(filter));
  const over = useMemo(() => ended.data?.pages.flatMap((page) => page.items) ?? [], [ended.data]);
  const groups = changeGroups(live.data?.items ?? []);
  const isNarrowed = Object.values(search).some((value) => value !== undefined);
  // A file has no state and no owner that could be asked for.
  const files = search.state === undefined && search.owner === undefined && search.q === undefined;
  const shownFiles = files ? (declared.data?.items ?? []) : [];
  const isAll = live.data !== undefined && declared.data !== undefined && ended.data !== undefined;
  const isEmpty = isAll && groups.length === 0 && shownFiles.length === 0 && over.length === 0;
  const error = live.error ?? declared.error ?? ended.error;
  const [isHelp, setHelp] = useState(false);
  const [isTrying, setTrying] = useState(false);
  useKeys({
    j: () => walkLines(1),
    k: () => walkLines(-1),
    '/': () => document.querySelector<HTMLInputElement>('#changes-search')?.focus(),
    '?': () => setHelp(true),
  });
  return (
    <>
      <PageHead
        title="Changes"
        actions={
          <>
            <button type="button" className={styles.help} onClick={() => setHelp(true)}>
              Keys <kbd>?</kbd>
            </button>
            <Button variant="default" onClick={() => setTrying(true)}>
              Try a declaration
            </Button>
          </>
        }
      >
        {live.data === undefined ? 'Counting.' : leadText(live.data.items, waitsForPerson)}
      </PageHead>
      <Filters search={search} isNarrowed={isNarrowed} />
      {error !== null && <Problem error={error} retry={() => void live.refetch()} />}
      {!isAll && error === null && <Skeleton rows={5} height="6.4rem" />}
      {isAll && (
        <div className={styles.page}>
          {groups.map(({ key, title, note, items }) => (
            <Panel key={key} title={title} note={note}>
              <ChangeCards changes={items} />
            </Panel>
          ))}
          <DeclaredList files={shownFiles} />
          {over.length > 0 && (
            <Panel title="Over" note="closed, or given up; newest first" bare>
              <DataTable
                label="Changes that are over"
                columns={ENDED_COLUMNS}
                rows={over}
                keyOf={({ source, id }) => `${source}/${id}`}
                isWhole={!ended.hasNextPage}
              />
              <More query={ended} />
            </Panel>
          )}
          {isEmpty && <NoChanges isNarrowed={isNarrowed} />}
        </div>
      )}
      {isTrying && <DraftDialog onClose={() => setTrying(false)} />}
      {isHelp && <KeyHelp keys={KEY_WORDS} onClose={() => setHelp(false)} />}
    </>
  );
}

const KEY_WORDS = [
  ['j', 'next'],
  ['k', 'previous'],
  ['↵', 'open it'],
  ['/', 'search'],
  ['?', 'these keys'],
] as const;

interface FiltersProps {
  readonly search: ChangesSearch;
  readonly isNarrowed: boolean;
}

function Filters({ search, isNarrowed }: FiltersProps) {
  const navigate = useNavigate({ from: '/changes' });
  const { data: sources } = useQuery(sourcesQuery);
  const set = (change: Partial<ChangesSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <div className={styles.filters} role="search" aria-label="Filter changes">
      <SearchField
        id="changes-search"
        label="Search changes"
        value={search.q ?? ''}
        onChange={(q) => set({ q: q === '' ? undefined : q })}
      />
      <Choice
        label="State"
        value={search.state?.length === 1 ? (search.state[0] ?? '') : ''}
        all="All states"
        options={CHANGE_STATES.map((state) => ({ value: state, label: CHANGE_STATE_WORDS[state] }))}
        onChange={(state) =>
          set({ state: state === '' ? undefined : CHANGE_STATES.filter((one) => one === state) })
        }
      />
      <Choice
        label="Source"
        value={search.source ?? ''}
        all="All sources"
        options={(sources?.items ?? []).map(({ name }) => ({ value: name, label: name }))}
        onChange={(source) => set({ source: source === '' ? undefined : source })}
      />
      {search.owner !== undefined && <span className={styles.only}>of {search.owner}</span>}
      {isNarrowed && (
        <Link to="/changes" search={{}}>
          Clear
        </Link>
      )}
    </div>
  );
}
