import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible, launchChromium, openPage } from '#test/browser.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { HOUR } from '../changes/world-in.ts';
import { ANA, BO, changeShop, hoursAgo, openOnPage } from './change-shop.ts';

const real = await realParts();
const missing = skipReason(real, ['git', 'chromium']);
const MINUTES = 20 * 60_000;

describe.skipIf(missing !== null)(`a change on the page${because(missing)}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(real.chromium ?? '');
  });
  afterAll(() => browser.close());

  it(
    'goes from its file to its record: opened, approved, started, watched, held, reverted',
    async () => {
      const start = hoursAgo(8);
      const { server, url, link, passUntil } = await changeShop(start, Infinity);
      await server.declare('checkout-42', { checks: [{ name: 'somebody else has looked', approvals: 1 }] });
      await server.declare('checkout-43', {
        owner: ['Ana Diaz <ana@example.com>', 'Bo Li <bo@example.com>'],
      });
      const { page, faults } = await openPage(browser);
      await page.goto(await link(ANA));
      await page.getByRole('link', { name: 'Changes' }).click();

      // A file that is none says where it is wrong; the other one is opened, and its checks are run.
      const wrong = page.getByRole('list', { name: 'What is wrong in changes/checkout-43.yaml' });
      expect(await wrong.innerText()).toMatch(/^\d+:\d+\s/);
      await openOnPage(page, url, 'checkout-42');
      await page.getByText('0 of 1 approvals are in').first().waitFor();
      await page.getByText('What cannot be done now, and why').click();
      await page.getByText('that takes a second person').first().waitFor();
      await expectAccessible(page, 'a change before its start');
      await approveAs(browser, url, await link(BO));
      await page.getByText('Approved by Bo Li').first().waitFor();
      await page.getByRole('button', { name: 'Check again' }).click();
      await page.getByRole('dialog').getByText('Checking the change done').waitFor();
      await page.keyboard.press('Escape');

      // Started by a key; six hours pass in a few seconds, and the page follows by itself.
      await page.getByText('Ready to start').first().waitFor();
      await page.keyboard.press('s');
      await page
        .getByRole('dialog', { name: 'Start checkout-42' })
        .getByRole('button', { name: 'Start' })
        .click();
      await page.getByRole('heading', { name: 'The watch' }).waitFor();
      await passUntil(start + 6 * HOUR);
      const chart = page.getByRole('img', { name: /^error_rate: [\d.]+ % in the newest block/ });
      await chart.waitFor();
      await page
        .getByText(/^[456] of 24 looks made/)
        .first()
        .waitFor();
      await page.getByText('No alarm so far').first().waitFor();
      await page.getByText('Look by look').first().click();
      const looks = page.getByRole('region', { name: 'Looks at p95_latency' });
      await looks.getByRole('row').nth(4).waitFor();
      // Its left part: that is as far as it was looked at.
      await chart.hover({ position: { x: 130, y: 60 } });
      await page
        .getByText(/^Look \d+: /)
        .first()
        .waitFor();

      await say(page, 'h', 'Hold', 'orders look odd to me');
      await page.getByText('Held until a person decides').first().waitFor();
      await page.getByText('orders look odd to me').first().waitFor();
      await say(page, 'r', 'Revert', 'they are odd indeed');
      await page.getByText('Reverted, and that was verified').first().waitFor();
      expect(await server.ran()).toEqual(['deploy 42', 'deploy 41']);
      const record = page.getByRole('region', { name: 'The decision' });
      await record.getByText('they are odd indeed').first().waitFor();
      expect(faults).toEqual([]);
    },
    MINUTES,
  );
});

/** A second person, in a browser of their own. */
async function approveAs(browser: Browser, url: string, link: string): Promise<void> {
  const { page } = await openPage(browser);
  await page.goto(link);
  await page.goto(`${url}/changes/shop/checkout-42`);
  await page.getByRole('button', { name: 'Approve' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve checkout-42' });
  await dialog.getByLabel(/^Why/).fill('read the diff with Ana');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Approved by Bo Li').first().waitFor();
  await page.context().close();
}

/** By keys alone, with a reason. */
async function say(page: Page, key: string, verb: string, reason: string): Promise<void> {
  await page.keyboard.press(key);
  const dialog = page.getByRole('dialog', { name: `${verb} checkout-42` });
  await dialog.waitFor();
  await page.keyboard.type(reason);
  await page.keyboard.press('Control+Enter');
  await dialog.waitFor({ state: 'detached' });
}
