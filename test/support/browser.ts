import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect } from 'vitest';

export const WIDE = { width: 1280, height: 800 };
/** A small phone. */
export const NARROW = { width: 380, height: 760 };

/** Debian's Chromium, without what it would ask of the network by itself. */
export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export interface Look {
  readonly scheme?: 'light' | 'dark';
  readonly size?: typeof WIDE;
  /** Cookies of somebody who is signed in. */
  readonly state?: Awaited<ReturnType<BrowserContext['storageState']>>;
}

/** A page of a person of their own. Whatever it reports as an error fails the test that looks at `faults`. */
export async function openPage(
  browser: Browser,
  { scheme = 'light', size = WIDE, state }: Look = {},
): Promise<{ readonly page: Page; readonly faults: readonly string[] }> {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    ...(state !== undefined && { storageState: state }),
  });
  const page = await context.newPage();
  // Engines may share the machine with other tests.
  page.setDefaultTimeout(180_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return { page, faults };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** By the rules of axe-core, all of them. It runs through the debugger, so the content policy stays as it is. */
export async function expectAccessible(page: Page, place: string): Promise<void> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResult>('axe.run()');
  const said = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html}\n${failureSummary}`),
  );
  expect(said, place).toEqual([]);
}

/** Nothing of it lies beyond the right edge. */
export async function expectNoSideways(page: Page, place: string): Promise<void> {
  const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  expect(beyond, `${place} is wider than its window`).toBeLessThanOrEqual(0);
}
