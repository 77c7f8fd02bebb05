import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { liveChangesQuery } from '../api/changes.ts';
import { fleetQuery } from '../api/fleet.ts';
import { isLive } from '../text/change-words.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import styles from './shell.module.css';

interface Place {
  readonly to: NonNullable<LinkProps['to']>;
  readonly name: string;
  readonly icon: IconName;
}

const PLACES: readonly Place[] = [
  { to: '/', name: 'Overview', icon: 'overview' },
  { to: '/drift', name: 'Drift', icon: 'drift' },
  { to: '/stacks', name: 'Stacks', icon: 'stacks' },
  { to: '/changes', name: 'Changes', icon: 'changes' },
  { to: '/decisions', name: 'Decisions', icon: 'decisions' },
  { to: '/audit', name: 'Audit', icon: 'audit' },
  { to: '/settings', name: 'Settings', icon: 'settings' },
];

export function Navigation({ onGo }: { readonly onGo: () => void }) {
  const counts = useCounts();
  return (
    <nav aria-label="Main">
      <ul className={styles.places}>
        {PLACES.map(({ to, name, icon }) => (
          <li key={name}>
            <Link
              to={to}
              className={styles.place}
              activeProps={{ 'data-active': true }}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              onClick={onGo}
            >
              <Icon name={icon} />
              <span>{name}</span>
              {counts[name] !== undefined && <span className={styles.count}>{counts[name]}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** How much waits behind a place; nothing where nothing waits. */
function useCounts(): Readonly<Record<string, string>> {
  const { data: fleet } = useQuery(fleetQuery);
  const { data: changes } = useQuery(liveChangesQuery());
  const open = fleet?.open.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const unknown = fleet?.stacks.unknown ?? 0;
  const live = changes?.items.filter(({ state }) => isLive(state)).length ?? 0;
  return {
    ...(open > 0 ? { Drift: open.toLocaleString('en') } : {}),
    ...(unknown > 0 ? { Stacks: `${unknown} unknown` } : {}),
    ...(live > 0 ? { Changes: `${live} live` } : {}),
  };
}
