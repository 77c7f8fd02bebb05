import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectNoSideways, launchChromium, NARROW, openPage, WIDE } from '#test/browser.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { HOUR } from '../changes/world-in.ts';
import { ANA, changeShop, concerning, hoursAgo } from './change-shop.ts';
import { keepPicture, visit, type Place } from './places.ts';

const real = await realParts();
const missing = skipReason(real, ['git', 'chromium']);
const MINUTES = 20 * 60_000;

const EMPTY: Place = { name: 'changes-none', path: '/changes', shows: 'No change is declared' };

const PLACES: readonly Place[] = [
  { name: 'overview-changes', path: '/', shows: 'Live changes' },
  { name: 'changes', path: '/changes', shows: 'Declared, not open' },
  { name: 'change-watched', path: '/changes/shop/checkout-42', shows: 'No alarm so far' },
  { name: 'change-cleared', path: '/changes/shop/prices-7', shows: 'Cleared: nothing got worse' },
  { name: 'change-reverted', path: '/changes/shop/orders-12', shows: 'Reverted, and that was verified' },
  { name: 'change-word', path: '/changes/shop/checkout-42', shows: 'No alarm so far', keys: ['h'] },
];

describe.skipIf(missing !== null)(`every page of changes${because(missing)}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(real.chromium ?? '');
  });
  afterAll(() => browser.close());

  it(
    'breaks no rule of axe and fits 380 pixels, light and dark',
    async () => {
      const start = hoursAgo(27);
      const { server, url, link, passUntil } = await changeShop(start, start + 7 * HOUR);
      const { page } = await openPage(browser);
      await page.goto(await link(ANA));
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      const state = await page.context().storageState();
      const look = async (places: readonly Place[]): Promise<void> => {
        for (const scheme of ['light', 'dark'] as const) {
          for (const size of [WIDE, NARROW]) {
            const looked = await openPage(browser, { scheme, size, state });
            for (const place of places) {
              const where = `${place.name}, ${scheme}, ${size.width} pixels`;
              await visit(looked.page, url, place);
              await keepPicture(looked.page, place.name, scheme, size.width);
              await expectAccessible(looked.page, where);
              await expectNoSideways(looked.page, where);
            }
            expect(looked.faults, `${scheme}, ${size.width} pixels`).toEqual([]);
            await looked.page.context().close();
          }
        }
      };

      await look([EMPTY]);
      const metrics = `${server.root}/metrics.csv`;
      const begin = async (id: string, over: Readonly<Record<string, unknown>>): Promise<void> => {
        await server.declare(id, over);
        await server.open(id);
        await server.say('start', id);
      };
      await begin('prices-7', concerning('prices', 'Prices 7, read from the cache', metrics));
      await passUntil(start + 5 * HOUR);
      await begin('orders-12', concerning('orders', 'Orders 12, with the new ledger', metrics));
      await server.until('orders-12', ({ state: at }) => at === 'watching');
      await passUntil(start + 16 * HOUR);
      await server.until('orders-12', ({ state: at }) => at === 'reverted');
      await begin('checkout-42', { title: 'Checkout 42, with the pricing cache' });
      await server.until('checkout-42', ({ state: at }) => at === 'watching');
      await passUntil(Date.now());
      await server.until('prices-7', ({ state: at }) => at === 'cleared');
      await server.until('checkout-42', ({ watch }) => (watch?.looks ?? 0) > 5);
      await server.declare('mail-2', { services: ['mail'], owner: ['Ana', 'Bo'] });
      await server.declare('mail-3', { services: ['mail'], title: 'Mail 3, in the words of the customer' });
      await look(PLACES);
    },
    MINUTES,
  );
});
