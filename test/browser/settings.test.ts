import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { expectAccessible, launchChromium, openPage } from '#test/browser.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { startableKedge } from '#test/startable-kedge.ts';
import { serveKedge } from '#test/served-kedge.ts';

const real = await realParts();
const missing = skipReason(real, ['git', 'chromium']);
const MINUTES = 10 * 60_000;

describe.skipIf(missing !== null)(`settings on the page${because(missing)}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(real.chromium ?? '');
  });
  afterAll(() => browser.close());

  it(
    'are changed after they were made, and what is wrong is said at its field',
    async () => {
      const root = await mkdtemp(join(tmpdir(), 'kedge-settings-'));
      onTestFinished(() => rm(root, { recursive: true, force: true }));
      for (const name of ['infra', 'other']) await mkdir(join(root, name));
      const { link, url } = await serveKedge(startableKedge(root));
      const { page, faults } = await openPage(browser);
      await page.goto(link);
      await page.getByRole('heading', { name: 'No stacks yet' }).waitFor();

      await page.goto(`${url}/settings/sources`);
      await page.getByRole('button', { name: 'Add a source' }).click();
      await page.getByLabel('What it is').selectOption('folder');
      await page.getByLabel('Name', { exact: true }).fill('infra');
      await page.getByLabel('Folder', { exact: true }).fill('infra');
      await keep(page, 'Add');
      await page.getByText(/^The folder must be an absolute path on the machine of the server/).waitFor();
      expect(await focusedName(page)).toBe('folder');
      await expectAccessible(page, 'a form with a field that is wrong');
      await page.getByLabel('Folder', { exact: true }).fill(join(root, 'infra'));
      await keep(page, 'Add');
      await page.getByRole('button', { name: 'Change infra' }).click();
      expect(await page.getByLabel('Folder', { exact: true }).inputValue()).toBe(join(root, 'infra'));
      await page.getByLabel('Folder', { exact: true }).fill(join(root, 'other'));
      await page.getByLabel(/^Team/).fill('payments');
      await keep(page, 'Keep');
      await page.getByText('team payments').waitFor();
      await page.getByText(join(root, 'other')).waitFor();

      await addRepository(page);
      await page.getByRole('button', { name: 'Change forge' }).click();
      // What is not touched stays: the place of the credential, and who it is for.
      expect(await page.getByLabel('Its name').first().inputValue()).toBe('KEDGE_SECRET_FORGE');
      expect(await page.getByLabel(/^User of the credential/).inputValue()).toBe('deploy');
      await page.getByLabel('Branch', { exact: true }).fill('a..b');
      await keep(page, 'Keep');
      await page.getByText(/The branch cannot be/).waitFor();
      expect(await focusedName(page)).toBe('branch');
      await page.getByLabel('Branch', { exact: true }).fill('release');
      await keep(page, 'Keep');
      await page.getByText('ssh://git@127.0.0.1:9/infra.git @ release').waitFor();
      await page.getByText('credential: KEDGE_SECRET_FORGE').waitFor();

      await changeChannel(page, url);
      expect(faults.filter((fault) => !/40[09]/.test(fault))).toEqual([]);
    },
    MINUTES,
  );
});

async function addRepository(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add a source' }).click();
  await page.getByLabel('Name', { exact: true }).fill('forge');
  await page.getByLabel('Address').fill('ssh://git@127.0.0.1:9/infra.git');
  await page.getByLabel('Credential', { exact: true }).selectOption('env');
  await page.getByLabel('Its name').fill('KEDGE_SECRET_FORGE');
  await page.getByLabel(/^User of the credential/).fill('deploy');
  await keep(page, 'Add');
  await page.getByRole('heading', { name: 'forge' }).waitFor();
}

async function changeChannel(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/settings/channels`);
  await page.getByRole('button', { name: 'Add a channel' }).click();
  await page.getByLabel('Kind').selectOption('smtp');
  await page.getByLabel('Name', { exact: true }).fill('team');
  await page.getByLabel('Server').fill('mail.example.com');
  await page.getByLabel('Its line').selectOption('tls');
  await page.getByLabel('From', { exact: true }).fill('kedge@example.com');
  await page.getByLabel(/^To,/).fill('team@example.com, nobody');
  await keep(page, 'Add');
  await page.getByText('Must be a plain e-mail address such as team@example.com.').waitFor();
  expect(await focusedName(page)).toBe('settings.to');
  await page.getByLabel(/^To,/).fill('team@example.com, night@example.com');
  await page.getByLabel('The rest is told at').fill('61 8 * * *');
  await keep(page, 'Add');
  await page.getByText(/The digest cannot be sent at/).waitFor();
  expect(await focusedName(page)).toBe('digest.cron');
  await page.getByLabel('The rest is told at').fill('0 9 * * 1-5');
  await keep(page, 'Add');
  await page.getByText('team@example.com, night@example.com by mail.example.com:587').waitFor();

  await page.getByRole('button', { name: 'Change team' }).click();
  expect(await page.getByLabel('Its line').inputValue()).toBe('tls');
  await page.getByLabel('Name', { exact: true }).fill('payments');
  await page.getByLabel('Port').fill('465');
  await keep(page, 'Keep');
  await page.getByRole('heading', { name: 'payments' }).waitFor();
  await page.getByText('by mail.example.com:465').waitFor();
}

const keep = (page: Page, button: string): Promise<void> =>
  page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click();

const focusedName = (page: Page): Promise<string> =>
  page.evaluate<string>('document.activeElement?.getAttribute("name") ?? ""');
