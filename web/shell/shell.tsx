import { Outlet } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useLiveRefresh } from '../api/live.ts';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Icon } from '../parts/icon.tsx';
import { Brand } from './brand.tsx';
import { Navigation } from './navigation.tsx';
import { Person } from './person.tsx';
import { SchemeSwitch } from './scheme-switch.tsx';
import styles from './shell.module.css';

/** What stands around every page: the way to all others, and who is signed in. */
export function Shell() {
  const [isOpen, setOpen] = useState(false);
  const live = useLiveRefresh();
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        Skip to the content
      </a>
      <header className={styles.side} data-open={isOpen}>
        <div className={styles.top}>
          <Brand />
          <button
            type="button"
            className={styles.menu}
            aria-expanded={isOpen}
            aria-controls="menu"
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name={isOpen ? 'close' : 'menu'} />
            <span className="unseen">Menu</span>
          </button>
        </div>
        <div id="menu" className={styles.fold}>
          <Navigation onGo={() => setOpen(false)} />
          <div className={styles.foot}>
            {live === 'lost' && (
              <p className={styles.lost} role="status">
                Not live: the connection is lost. Trying again.
              </p>
            )}
            <SchemeSwitch />
            <Person />
          </div>
        </div>
      </header>
      <main id="content" className={styles.content} tabIndex={-1}>
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  );
}
