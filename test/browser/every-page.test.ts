import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, expectNoSideways, launchChromium, NARROW, openPage, WIDE } from '#test/browser.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { serveKedge } from '#test/served-kedge.ts';
import { keepPicture, visit, type Place } from './places.ts';
import { addShop, createShop, scanAll } from './shop.ts';

const real = await realParts();
const missing = skipReason(real, ['terraform', 'git', 'chromium']);
const MINUTES = 20 * 60_000;
describe.skipIf(missing !== null)(`every page${because(missing)}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(real.chromium ?? '');
  });
  afterAll(() => browser.close());

  it(
    'breaks no rule of axe and fits 380 pixels, light and dark',
    async () => {
      const flow = await createShop();
      const { link, url } = await serveKedge(flow);
      const { page } = await openPage(browser);
      await page.goto(link);
      await addShop(page, flow);
      await scanAll(page, url);
      const state = await page.context().storageState();
      const places = await placesOf(page, url);
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
    },
    MINUTES,
  );
});

async function placesOf(page: Page, url: string): Promise<readonly Place[]> {
  const find = async (text: string): Promise<string> => {
    await page.goto(`${url}/drift`);
    return (await page.getByRole('link', { name: text }).getAttribute('href')) ?? '';
  };
  const stack = '/stacks/shop/envs/prod';
  return [
    { name: 'overview', path: '/', shows: 'Since yesterday' },
    { name: 'drift', path: '/drift', shows: 'that look like one act' },
    { name: 'drift-decide', path: '/drift', shows: 'that look like one act', keys: ['j', 'c'] },
    { name: 'drift-keys', path: '/drift', shows: 'that look like one act', keys: ['?'] },
    { name: 'difference', path: await find('receipts'), shows: 'From first seen to now' },
    { name: 'difference-value', path: await find('error_rate'), shows: 'From first seen to now' },
    { name: 'stacks', path: '/stacks', shows: 'Last scan' },
    { name: 'stack', path: `${stack}/checkout`, shows: 'how long each took' },
    { name: 'stack-unknown', path: `${stack}/search`, shows: 'Nobody knows whether it drifted' },
    { name: 'decisions', path: '/decisions', shows: 'Nothing was decided yet' },
    { name: 'audit', path: '/audit', shows: 'Holds' },
    { name: 'settings-sources', path: '/settings/sources', shows: 'Read it now' },
    { name: 'settings-channels', path: '/settings/channels', shows: 'Nobody is told' },
    { name: 'settings-people', path: '/settings/people', shows: 'Signs in' },
    { name: 'settings-tokens', path: '/settings/tokens', shows: 'No token yet' },
  ];
}
