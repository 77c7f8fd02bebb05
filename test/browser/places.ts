import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { NARROW } from '#test/browser.ts';

/** A folder: pictures of every page are kept in it. */
const PICTURES = process.env['KEDGE_PAGE_PICTURES'] ?? '';

export interface Place {
  readonly name: string;
  readonly path: string;
  /** What is there when it has loaded. */
  readonly shows: string;
  readonly keys?: readonly string[];
}

export async function visit(page: Page, url: string, { path, shows, keys = [] }: Place): Promise<void> {
  await page.goto(`${url}${path}`);
  // On a phone what a wide table shows besides is left out.
  await page.getByText(shows).first().waitFor({ state: 'attached' });
  await page.locator('[data-loading]').first().waitFor({ state: 'detached' });
  for (const key of keys) await page.keyboard.press(key);
}

export async function keepPicture(page: Page, name: string, scheme: string, width: number): Promise<void> {
  if (PICTURES === '') return;
  mkdirSync(PICTURES, { recursive: true });
  const file = `${name}-${scheme}${width === NARROW.width ? '-narrow' : ''}.png`;
  await page.screenshot({ path: join(PICTURES, file) });
}
