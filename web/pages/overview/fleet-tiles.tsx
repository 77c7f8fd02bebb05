import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { worstStacksQuery } from '../../api/stacks.ts';
import type { Fleet, Stack } from '../../api/types.ts';
import { Ago } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Problem } from '../../parts/problem.tsx';
import { SeverityCounts } from '../../parts/severity.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { count, sentence } from '../../text/count.ts';
import { STATUS_WORDS, STATUSES } from '../../text/words.ts';
import styles from './fleet-tiles.module.css';

/** As many as fit two screens; beyond that a list is better. */
const MOST_TILES = 48;

export function FleetTiles({ counts }: { readonly counts: Fleet['stacks'] }) {
  const { data, error, refetch } = useQuery(worstStacksQuery(MOST_TILES));
  const more = counts.total - MOST_TILES;
  return (
    <Panel title="Fleet" note={<FleetCounts counts={counts} />} bare>
      {error !== null && <Problem error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton rows={3} height="5.4rem" />}
      <ul className={styles.tiles}>
        {data?.items.map((stack) => (
          <li key={`${stack.source}/${stack.stack}`}>
            <Tile stack={stack} />
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className={styles.more}>
          <Link to="/stacks">All {count(counts.total, 'stack')}</Link>, the worst are above
        </p>
      )}
    </Panel>
  );
}

function FleetCounts({ counts }: { readonly counts: Fleet['stacks'] }) {
  const some = STATUSES.filter((status) => counts[status] > 0);
  return (
    <span className={styles.counts}>
      {some.map((status) => (
        <Link key={status} to="/stacks" search={{ status: [status] }} data-status={status}>
          <b>{counts[status]}</b> {STATUS_WORDS[status].toLowerCase()}
        </Link>
      ))}
    </span>
  );
}

function Tile({ stack }: { readonly stack: Stack }) {
  const { source, stack: id, status, unknown, stale, scanning, open, last_scan_at } = stack;
  return (
    <Link to="/stacks/$source/$" params={{ source, _splat: id }} className={styles.tile} data-status={status}>
      <span className={styles.name}>
        {id}
        <small>{source}</small>
      </span>
      <span className={styles.says}>
        {status === 'drifted' && <SeverityCounts open={open} />}
        {status === 'unknown' && <em>{unknown === null ? 'Unknown' : sentence(unknown.text)}</em>}
        {status === 'never' && <em>Never scanned.</em>}
        {status === 'in_sync' && <span className={styles.sync}>In sync</span>}
      </span>
      <span className={styles.when}>
        {scanning ? 'Scanning now' : <Ago at={last_scan_at} none="" />}
        {stale && ' · stale'}
      </span>
    </Link>
  );
}
