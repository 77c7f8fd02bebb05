import { describe, expect, it } from 'vitest';
import { pageLinks } from '#domain/notice/page-links.ts';
import { driftSearch } from './pages/drift/drift-search.ts';
import { router } from './router.tsx';

const links = pageLinks('https://kedge.example.com/');

/** The place of the page that a link of a message leads to, with what it reads from the address. */
function placeOf(link: string): { readonly path: string; readonly names: Readonly<Record<string, string>> } {
  const { pathname } = new URL(link);
  const [, names, route] = router.getMatchedRoutes(pathname);
  if (route === undefined) throw new Error(`The page has nothing at ${pathname}.`);
  return { path: route.fullPath, names };
}

describe('a link in a message', () => {
  it('leads to the place of the page that shows what it names', () => {
    expect(placeOf(links.drift('shop', '221c0eab69ab'))).toMatchObject({
      path: '/drift/$source/$fingerprint',
      names: { source: 'shop', fingerprint: '221c0eab69ab' },
    });
    expect(placeOf(links.stack('shop', 'envs/prod'))).toMatchObject({
      path: '/stacks/$source/$',
      names: { source: 'shop', _splat: 'envs/prod' },
    });
    expect(placeOf(links.home())).toMatchObject({ path: '/' });
  });

  it('asks the list for the differences of its source', () => {
    const link = new URL(links.driftList('shop'));
    expect(placeOf(link.href).path).toBe('/drift');
    expect(driftSearch(Object.fromEntries(link.searchParams))).toMatchObject({ source: 'shop' });
  });

  it('leads nowhere when the page has no such place', () => {
    expect(() => placeOf('https://kedge.example.com/differences/shop')).toThrow('The page has nothing at');
  });
});
