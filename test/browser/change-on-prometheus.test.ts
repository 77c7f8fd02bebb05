import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensurePage, pageFolder } from '#platform/page-folder.ts';
import { launchChromium, openPage } from '#test/browser.ts';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { startPrometheus } from '#test/prometheus-server.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { changeServer } from '../changes/change-server.ts';
import { ARMS, HISTORY_DAYS, promHistory } from '../changes/release-history.ts';
import { ANA, HOME, openOnPage } from './change-shop.ts';

const real = await realParts();
const missing = skipReason(real, ['git', 'chromium', 'postgres', 'prometheus']);
const MINUTES = 20 * 60_000;
const ID = 'checkout-42';

/** A metric of the release, held against the control that runs beside it. */
const held = (settings: (arm: string) => Readonly<Record<string, string>>, detect: string) => {
  const [from, control] = ARMS.map((arm) => ({ source: 'prod', ...settings(arm) }));
  return { tolerance: '10%', must_detect: detect, baseline: 'control', from, control };
};

const requests = (arm: string): string => `http_requests_total{arm="${arm}"}`;

describe.skipIf(missing !== null)(`a release on real parts${because(missing)}`, () => {
  let browser: Browser;
  let postgres: TestPostgres;
  beforeAll(async () => {
    browser = await launchChromium(real.chromium ?? '');
    postgres = await postgresForTest(real.postgres ?? '');
  }, MINUTES);
  afterAll(async () => {
    await browser.close();
    await postgres.stop();
  });

  it(
    'is started on the page, read from Prometheus by a worker on PostgreSQL, called and taken back, and the page follows',
    async () => {
      const prometheus = await startPrometheus({ program: real.prometheus ?? '', history: promHistory() });
      onTestFinished(() => prometheus.stop());
      const problem = await ensurePage(HOME, () => undefined);
      if (problem !== null) throw new Error(problem);
      const metricSources = { prod: { kind: 'prometheus', url: prometheus.url } };
      const server = await changeServer({
        database: await postgres.freshUrl(),
        git: true,
        push: true,
        files: {
          'kedge.yaml': `project: shop\nversion: 1\nmetric_sources: ${JSON.stringify(metricSources)}\n`,
        },
      });
      await server.work();
      const http = await server.serve(pageFolder(HOME));
      await server.declare(ID, {
        control_services: ['checkout-control'],
        metrics: {
          p95_latency: held((arm) => ({ histogram: `rpc_seconds{arm="${arm}"}` }), '30%'),
          error_rate: held(
            (arm) => ({ errors: `http_errors_total{arm="${arm}"}`, requests: requests(arm) }),
            '100%',
          ),
          cost_per_request: held(
            (arm) => ({ cost: `cost_total{arm="${arm}"}`, requests: requests(arm) }),
            '30%',
          ),
        },
        watch: { for: '24h', block: '5m', history: `${HISTORY_DAYS}d` },
      });
      const { page, faults } = await openPage(browser);
      await page.goto(await http.signInLink(ANA));
      await openOnPage(page, http.url, ID);
      await page.getByText('Ready to start').first().waitFor();
      await page.keyboard.press('s');
      const dialog = page.getByRole('dialog', { name: `Start ${ID}` });
      await dialog.getByRole('button', { name: 'Start' }).click();
      await page.getByRole('heading', { name: 'The watch' }).waitFor();
      server.time.pace(120);

      await page.getByText('Reverted, and that was verified').first().waitFor();
      const change = await server.change(ID);
      expect(change.verdict).toMatchObject({ outcome: 'REGRESSED' });
      expect(change.rollback).toMatchObject({ trigger: 'regression', failed: null });
      expect(change.watch?.looks).toBeLessThanOrEqual(2);
      expect(await server.ran()).toEqual(['deploy 42', 'deploy 41']);
      await page
        .getByRole('img', { name: /^error_rate: / })
        .first()
        .waitFor();
      const record = page.getByRole('region', { name: 'The decision', exact: true });
      await record.getByText('REGRESSED').first().waitFor();
      expect(faults).toEqual([]);
    },
    MINUTES,
  );
});
