import { Link, Outlet, type LinkProps } from '@tanstack/react-router';
import { Suspense } from 'react';
import { PageHead } from '../../parts/page-head.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import styles from './settings.module.css';

const PLACES: readonly { readonly to: NonNullable<LinkProps['to']>; readonly name: string }[] = [
  { to: '/settings/sources', name: 'Sources' },
  { to: '/settings/channels', name: 'Channels' },
  { to: '/settings/people', name: 'People' },
  { to: '/settings/tokens', name: 'Tokens' },
];

export function SettingsLayout() {
  return (
    <>
      <PageHead title="Settings" />
      <nav aria-label="Settings" className={styles.tabs}>
        {PLACES.map(({ to, name }) => (
          <Link key={name} to={to} activeProps={{ 'data-active': true }}>
            {name}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<Skeleton rows={3} height="4.5rem" />}>
        <Outlet />
      </Suspense>
    </>
  );
}
