import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { launchChromium, openPage } from '#test/browser.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';

const real = await realParts();
const missing = skipReason(real, ['terraform', 'git', 'chromium', 'moto', 'aws-provider']);
const MINUTES = 20 * 60_000;
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

describe.skipIf(missing !== null)(`kedge serve --demo, as somebody new to it${because(missing)}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(real.chromium ?? '');
  });
  afterAll(() => browser.close());

  it(
    'leads from the command to a decided and verified difference by the page alone',
    async () => {
      const { page, faults } = await openPage(browser);
      const from = performance.now();
      const steps: string[] = [];
      const reached = (what: string): void => {
        steps.push(`${((performance.now() - from) / 1000).toFixed(1).padStart(6)} s  ${what}`);
      };
      const link = await startDemo();
      reached('the command has printed its link');
      await page.goto(link);
      await page.getByText('Since yesterday').waitFor();
      reached('the link is opened: the overview');
      await page.getByRole('link', { name: 'Drift' }).first().click();
      const alarm = page.getByRole('link', { name: /error_rate/ });
      await alarm.first().waitFor();
      reached('the first scan has found the drift, with nothing asked for');
      await alarm.first().click();
      await page.getByRole('table', { name: /side by side/ }).waitFor();
      reached('one difference: code, state and reality');
      await page.getByRole('button', { name: 'Revert' }).click();
      await page.getByLabel('Why').fill('the alarm has to wake somebody');
      await page.getByRole('dialog').getByRole('button', { name: 'Revert' }).click();
      const plan = page.getByRole('button', { name: /make the plan/ });
      await plan.waitFor();
      reached('decided');
      await plan.click();
      const apply = page.getByRole('button', { name: 'Apply exactly this' });
      await apply.waitFor();
      reached('the plan is shown');
      await apply.click();
      await page.getByText('Verified', { exact: true }).first().waitFor();
      reached('applied, and verified by a fresh read');
      console.log(steps.join('\n'));
      expect(faults).toEqual([]);
    },
    MINUTES,
  );
});

/** Types the command in an empty folder. The demo ends with the test. */
async function startDemo(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kedge-demo-walk-'));
  const child = spawn(process.execPath, [MAIN, 'serve', '--demo', '--port', '0'], {
    cwd: folder,
    env: { ...process.env, HOME: folder, KEDGE_CACHE_DIR: join(folder, 'cache') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGINT');
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  let said = '';
  const link = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, found] = /Sign in, once[^:]*: (\S+)\n/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const found = await Promise.race([link, ended.then(() => null)]);
  if (found === null) throw new Error(`The demo ended before it served:\n${said}`);
  return found;
}
