import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, openPage } from '#test/browser.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { serveKedge } from '#test/served-kedge.ts';
import { addShop, createShop } from './shop.ts';

const real = await realParts();
const missing = skipReason(real, ['terraform', 'git', 'chromium']);
const MINUTES = 20 * 60_000;

describe.skipIf(missing !== null)(
  `the page, from the first sign-in to a verified fix${because(missing)}`,
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium(real.chromium ?? '');
    });
    afterAll(() => browser.close());

    it(
      'leads a new user through it: add, scan, see, decide, plan, apply, verified',
      async () => {
        const flow = await createShop();
        const { link, url } = await serveKedge(flow);
        const { page, faults } = await openPage(browser);

        await page.goto(`${url}/drift`);
        await page.getByRole('heading', { name: 'Sign in to Kedge' }).waitFor();
        await page.goto(link);
        await page.getByRole('heading', { name: 'No stacks yet' }).waitFor();
        await addShop(page, flow);

        // Found by itself; the first scans are asked for by hand, with their live log.
        await page.getByRole('link', { name: 'Stacks', exact: false }).first().click();
        await page.getByRole('link', { name: 'envs/prod/checkout' }).click();
        await page.getByRole('button', { name: /Scan now|see it live/ }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByText('Scan done').waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('link', { name: 'Drift' }).first().click();

        // Two differences of one stack: the policy is the worse one.
        await page.getByRole('link', { name: /error_rate/ }).click();
        await page
          .getByRole('heading', { name: 'aws_cloudwatch_metric_alarm.error_rate threshold' })
          .waitFor();
        const sides = page.getByRole('table', { name: /side by side/ });
        expect(await sides.getByRole('cell').allInnerTexts()).toEqual([
          expect.stringMatching(/2$/),
          expect.stringMatching(/2$/),
          expect.stringMatching(/50$/),
        ]);
        await page.getByText('envs/prod/checkout/main.tf:').first().waitFor();

        await page.getByRole('button', { name: 'Revert' }).click();
        await page.getByLabel('Why').fill('it has to wake somebody');
        await page.getByRole('dialog').getByRole('button', { name: 'Revert' }).click();
        await page.getByRole('button', { name: /make the plan/ }).click();
        await page.getByText('threshold').last().waitFor();
        await page.getByRole('button', { name: 'Apply exactly this' }).click();
        await page.getByText('Verified', { exact: true }).first().waitFor();

        expect(await flow.applyCalls()).toBe(1);
        expect(await flow.object('aws_cloudwatch_metric_alarm', 'checkout-errors')).toMatchObject({
          threshold: 2,
        });
        await page.getByRole('link', { name: 'Audit' }).click();
        await page.getByRole('link', { name: /^shop Holds: all \d+ entries/ }).waitFor();
        // The first address was asked for by nobody who is signed in, and was answered so.
        expect(faults.filter((fault) => !fault.includes('401'))).toEqual([]);
      },
      MINUTES,
    );
  },
);
