import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { meQuery } from './api/me.ts';
import { asProblem } from './api/problem.ts';
import { queryClient } from './api/query-client.ts';
import { auditSearch } from './pages/audit/audit-search.ts';
import { changeSearch, changesSearch } from './pages/changes/changes-search.ts';
import { decisionsSearch } from './pages/decisions/decisions-search.ts';
import { driftSearch } from './pages/drift/drift-search.ts';
import { stacksSearch } from './pages/stacks/stacks-search.ts';
import { PageSkeleton } from './parts/skeleton.tsx';
import { Broken, Missing } from './shell/broken.tsx';
import { Shell } from './shell/shell.tsx';
import { chosen, textOf, type RawSearch } from './text/search-words.ts';

const root = createRootRoute({ component: Outlet, notFoundComponent: Missing });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (raw: RawSearch): { to?: string | undefined; problem?: string | undefined } => {
    const to = textOf(raw['to']);
    return chosen({ to: to !== undefined && isInside(to) ? to : undefined, problem: textOf(raw['problem']) });
  },
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

/** Where to go after signing in: never to another site. */
const isInside = (address: string): boolean => /^\/(?![/\\])/.test(address);

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ location }) => {
    await queryClient.ensureQueryData(meQuery).catch((error: unknown) => {
      if (asProblem(error).status !== 401) throw error;
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } });
    });
  },
});

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
});

const drift = createRoute({
  getParentRoute: () => shell,
  path: '/drift',
  validateSearch: driftSearch,
  component: lazyRouteComponent(() => import('./pages/drift/drift-page.tsx'), 'DriftPage'),
});

const difference = createRoute({
  getParentRoute: () => shell,
  path: '/drift/$source/$fingerprint',
  validateSearch: (raw: RawSearch): { stack?: string | undefined } => chosen({ stack: textOf(raw['stack']) }),
  component: lazyRouteComponent(() => import('./pages/difference/difference-page.tsx'), 'DifferencePage'),
});

const stacks = createRoute({
  getParentRoute: () => shell,
  path: '/stacks',
  validateSearch: stacksSearch,
  component: lazyRouteComponent(() => import('./pages/stacks/stacks-page.tsx'), 'StacksPage'),
});

/** The id of a stack is a path, so it may hold slashes. */
const stack = createRoute({
  getParentRoute: () => shell,
  path: '/stacks/$source/$',
  component: lazyRouteComponent(() => import('./pages/stack/stack-page.tsx'), 'StackPage'),
});

const changes = createRoute({
  getParentRoute: () => shell,
  path: '/changes',
  validateSearch: changesSearch,
  component: lazyRouteComponent(() => import('./pages/changes/changes-page.tsx'), 'ChangesPage'),
});

const change = createRoute({
  getParentRoute: () => shell,
  path: '/changes/$source/$id',
  validateSearch: changeSearch,
  component: lazyRouteComponent(() => import('./pages/change/change-page.tsx'), 'ChangePage'),
});

const decisions = createRoute({
  getParentRoute: () => shell,
  path: '/decisions',
  validateSearch: decisionsSearch,
  component: lazyRouteComponent(() => import('./pages/decisions/decisions-page.tsx'), 'DecisionsPage'),
});

const decision = createRoute({
  getParentRoute: () => shell,
  path: '/decisions/$source/$id',
  component: lazyRouteComponent(() => import('./pages/decisions/decision-page.tsx'), 'DecisionPage'),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/settings-layout.tsx'), 'SettingsLayout'),
});

const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/sources' });
  },
});

const sources = createRoute({
  getParentRoute: () => settings,
  path: '/sources',
  component: lazyRouteComponent(() => import('./pages/settings/sources-page.tsx'), 'SourcesPage'),
});

const channels = createRoute({
  getParentRoute: () => settings,
  path: '/channels',
  component: lazyRouteComponent(() => import('./pages/settings/channels-page.tsx'), 'ChannelsPage'),
});

const people = createRoute({
  getParentRoute: () => settings,
  path: '/people',
  component: lazyRouteComponent(() => import('./pages/settings/people-page.tsx'), 'PeoplePage'),
});

const tokens = createRoute({
  getParentRoute: () => settings,
  path: '/tokens',
  component: lazyRouteComponent(() => import('./pages/settings/tokens-page.tsx'), 'TokensPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    shell.addChildren([
      overview,
      drift,
      difference,
      stacks,
      stack,
      changes,
      change,
      decisions,
      decision,
      audit,
      settings.addChildren([settingsIndex, sources, channels, people, tokens]),
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: Broken,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
