import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { driftGroupsQuery, driftListQuery } from '../../api/drift.ts';
import { DecideDialog } from '../../decide/decide-dialog.tsx';
import { useDeciding } from '../../decide/use-deciding.ts';
import { KeyHelp } from '../../parts/key-help.tsx';
import { More } from '../../parts/more.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { useKeys } from '../../parts/use-keys.ts';
import { count } from '../../text/count.ts';
import { BulkBar } from './bulk-bar.tsx';
import { driftQueryOf } from './drift-search.ts';
import { FilterBar } from './filter-bar.tsx';
import styles from './drift.module.css';
import { InboxLine } from './inbox-line.tsx';
import { inboxRows, itemKey, visibleLines, type InboxRow } from './inbox-rows.ts';
import { leaveInbox } from './last-inbox.ts';
import { NothingOpen } from './nothing-open.tsx';
import { toggled, useInbox } from './use-inbox.ts';

const KEYS = [
  ['j', 'next'],
  ['k', 'previous'],
  ['↵', 'open it, or unfold the group'],
  ['x', 'choose it for a decision about several'],
  ['r', 'revert: reality goes back to the code'],
  ['a', 'adopt: the code follows reality'],
  ['c', 'accept it until a day'],
  ['i', 'ignore it from now on'],
  ['/', 'search'],
  ['?', 'these keys'],
] as const;

export function DriftPage() {
  const search = useSearch({ from: '/shell/drift' });
  const filter = driftQueryOf(search);
  useEffect(() => leaveInbox(search), [search]);
  const list = useInfiniteQuery(driftListQuery(filter));
  const groups = useQuery(driftGroupsQuery(filter));
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [isHelp, setHelp] = useState(false);
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const lines = useMemo(
    () => visibleLines(inboxRows(items, groups.data?.items ?? []), open),
    [items, groups.data, open],
  );
  const inbox = useInbox(lines);
  const deciding = useDeciding(() => {
    const chosen = items.filter((item) => inbox.chosen.has(itemKey(item)));
    if (chosen.length > 0) return { items: chosen, wholeGroup: null };
    return inbox.current === null ? null : aboutOf(inbox.current);
  });
  useKeys({
    ...inbox.keys,
    ...deciding.keys,
    '?': () => setHelp(true),
    '/': () => document.querySelector<HTMLInputElement>('#drift-search')?.focus(),
  });
  const total = list.data?.pages[0]?.total;
  return (
    <>
      <PageHead
        title="Drift"
        actions={
          <button type="button" className={styles.help} onClick={() => setHelp(true)}>
            Keys <kbd>?</kbd>
          </button>
        }
      >
        {total === undefined ? 'Counting.' : `${count(total, 'difference')}, the worst and oldest first.`}
      </PageHead>
      <FilterBar search={search} />
      {list.error !== null && <Problem error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton rows={8} height="3.6rem" />}
      {list.data !== undefined && lines.length === 0 && <NothingOpen search={search} />}
      {lines.length > 0 && (
        <ul className={styles.list} data-stale={list.isPlaceholderData}>
          {lines.map((row) => (
            <InboxLine
              key={`${row.kind}${row.key}`}
              row={row}
              isInGroup={row.kind === 'one' && isBelowGroup(lines, row)}
              isOpen={open.has(row.key)}
              isChosen={keysOf(row).every((key) => inbox.chosen.has(key))}
              onOpen={() => setOpen(toggled(open, [row.key]))}
              onChoose={() => inbox.choose(keysOf(row))}
              onMeant={() => inbox.setAt(row.key)}
            />
          ))}
        </ul>
      )}
      <More query={list} />
      <BulkBar count={inbox.chosen.size} onAsk={deciding.ask} onClear={inbox.clear} />
      {deciding.asked !== null && (
        <DecideDialog
          {...deciding.asked}
          onClose={() => {
            deciding.close();
            inbox.clear();
          }}
        />
      )}
      {isHelp && <KeyHelp keys={KEYS} onClose={() => setHelp(false)} />}
    </>
  );
}

const keysOf = (row: InboxRow): readonly string[] =>
  row.kind === 'one' ? [row.key] : row.items.map(itemKey);

/** A group that is loaded in part is decided whole, by its first. */
function aboutOf(row: InboxRow): ReturnType<Parameters<typeof useDeciding>[0]> {
  if (row.kind === 'one') return { items: [row.item], wholeGroup: null };
  const { items, total } = row;
  return { items, wholeGroup: total !== null && total > items.length ? total : null };
}

const isBelowGroup = (lines: readonly InboxRow[], row: InboxRow): boolean =>
  lines.some(
    (other) =>
      other.kind === 'group' && row.kind === 'one' && other.items.some((item) => itemKey(item) === row.key),
  );
