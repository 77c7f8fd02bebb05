import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, openPage } from '#test/browser.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { serveKedge } from '#test/served-kedge.ts';
import { addShop, createShop, QUEUE_URL, scanAll } from './shop.ts';

const real = await realParts();
const missing = skipReason(real, ['terraform', 'git', 'chromium']);
const MINUTES = 20 * 60_000;

describe.skipIf(missing !== null)(`the page by keys alone${because(missing)}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(real.chromium ?? '');
  });
  afterAll(() => browser.close());

  it(
    'is walked, triaged and decided on, several at once, and shows what was refused',
    async () => {
      const flow = await createShop();
      await flow.removeObject('aws_sqs_queue', `${QUEUE_URL}/refunds`);
      const { link, url } = await serveKedge(flow);
      const { page, faults } = await openPage(browser);
      await page.goto(link);
      await addShop(page, flow);
      await scanAll(page, url);
      const press = async (...keys: readonly string[]): Promise<void> => {
        for (const key of keys) await page.keyboard.press(key);
      };

      // The first thing that the tabulator reaches leads past the navigation.
      await page.goto(`${url}/drift`);
      await page.getByRole('button', { name: /that look like one act/ }).waitFor();
      await press('Tab');
      expect(await focused(page)).toBe('Skip to the content');
      await press('Enter');
      expect(page.url()).toContain('#content');

      // Down to the group, which unfolds, and two of what is in it are chosen.
      await press('j');
      while (!(await focused(page)).includes('look like one act')) await press('j');
      await press('Enter', 'j', 'x', 'j', 'x');
      await page.getByText('2 chosen').waitFor();
      await press('c');
      const dialog = page.getByRole('dialog', { name: 'Accept 2 differences' });
      await dialog.waitFor();
      await page.keyboard.type('load test until friday');
      await press('Control+Enter');
      await page.getByRole('dialog', { name: 'Decided: 2 differences' }).waitFor();
      await press('Escape');
      await page.getByText('2 chosen').waitFor({ state: 'detached' });

      // Help, a search that narrows the address, and the way back.
      await press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      await press('Escape', '/');
      await page.keyboard.type('receipts');
      await page.waitForURL(/q=receipts/);
      await page.getByText('1 difference,').waitFor();
      await press('Enter', 'j', 'Enter');
      await page.getByRole('heading', { name: /aws_s3_bucket/ }).waitFor();
      await press('r');
      await page.getByRole('dialog', { name: 'Revert 1 difference' }).waitFor();
      await press('Escape', 'u');
      await page.waitForURL(/q=receipts/);

      // Two at once of which one cannot be: the other is decided, and why not is said of the one.
      await page.goto(`${url}/drift`);
      await page.getByRole('link', { name: /error_rate/ }).waitFor();
      await walkTo(page, 'error_rate');
      await press('x');
      await walkTo(page, 'refunds');
      await press('x', 'i');
      const both = page.getByRole('dialog', { name: 'Ignore 2 differences' });
      await both.getByText('1 of them cannot be ignored').waitFor();
      await page.keyboard.type('made anew by the queue team');
      await press('Control+Enter');
      const result = page.getByRole('dialog', { name: '1 difference decided, 1 refused' });
      const refused = await result.getByRole('list', { name: 'Refused' }).innerText();
      expect(refused).toContain('aws_sqs_queue.work["refunds"]');
      expect(refused).toContain(
        'A line of .driftignore for a whole resource would also hide every later change',
      );
      expect(faults).toEqual([]);
    },
    MINUTES,
  );
});

/** What a reader of the screen would say of where the focus is. */
const focused = (page: Page): Promise<string> =>
  page.evaluate<string>('document.activeElement?.textContent ?? ""');

const MOST_LINES = 20;

/** From the first line down to the one that says this. */
async function walkTo(page: Page, text: string): Promise<void> {
  for (let line = 0; line < MOST_LINES; line += 1) await page.keyboard.press('k');
  for (let line = 0; line < MOST_LINES; line += 1) {
    if ((await focused(page)).includes(text)) return;
    await page.keyboard.press('j');
  }
  throw new Error(`No line of the inbox says ${text}.`);
}
