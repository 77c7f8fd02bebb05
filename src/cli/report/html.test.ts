import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hostileReport } from './hostile-report.ts';
import { html } from './html-template.ts';
import { renderHtml } from './html.ts';
import { largeReport } from './large-report.ts';
import { reportOf } from './sample-builders.ts';
import { sampleReport } from './sample-report.ts';

const page = (report = sampleReport(), showSuppressed = false, times = false): string =>
  renderHtml(report, { showSuppressed, times });

/** Each element with how often it is opened, outside of style and script. */
function elementsOf(text: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  const body = text.replace(/<style>[^]*<\/style>/, '').replace(/<script>[^]*<\/script>/, '');
  for (const [, name = ''] of body.matchAll(/<([a-z][a-z0-9]*)/gi)) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

describe('the HTML report', () => {
  it('says everything without a script', () => {
    const text = page().replace(/<script>[^]*<\/script>/, '');
    for (const part of [
      '<h1>2 stacks drifted, 1 unknown, 2 in sync</h1>',
      'aws_cloudwatch_metric_alarm.error_rate',
      '{cidr_blocks = [&quot;0.0.0.0/0&quot;]',
      'Missing action: <code>iam:ListRoles</code>',
      'Reported apart (not drift)',
      'suppressed by rules',
      'kedge explain 71aa0c',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('puts the worst stack first', () => {
    const text = page();
    const places = [
      'platform/eu',
      'platform/us@staging',
      'identity/prod',
      'data/warehouse',
      'network/dns',
    ].map((id) => text.indexOf(`<code>${id}</code>`));
    expect(places.toSorted((a, b) => a - b)).toEqual(places);
    expect(places[0]).toBeGreaterThan(0);
  });

  it('allows by its policy only its own style and script', () => {
    const text = page();
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? '';
    const hash = (content: string | undefined): string =>
      `'sha256-${createHash('sha256')
        .update(content ?? '')
        .digest('base64')}'`;
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash(/<style>([^]*)<\/style>/.exec(text)?.[1])}; ` +
        `script-src ${hash(/<script>([^]*)<\/script>/.exec(text)?.[1])}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
  });

  it('asks no other place for anything', () => {
    for (const text of [page(), page(hostileReport(), true, true)]) {
      const targets = [...text.matchAll(/<[^>]*\s(?:src|href|action|srcset|data)="([^"]*)"/g)].map(
        (match) => match[1],
      );
      expect(targets).toEqual(['data:,']);
      expect(text).not.toMatch(/<style>[^]*(@import|url\()[^]*<\/style>/);
    }
  });

  it('has the same elements whatever the texts say', () => {
    const sample = elementsOf(page(sampleReport(), true, true));
    const { dl, dt, dd, p, pre, ...hostile } = elementsOf(page(hostileReport(), true, true));
    expect(new Set([...Object.keys(hostile), 'dl', 'dt', 'dd', 'p', 'pre'])).toEqual(
      new Set(Object.keys(sample)),
    );
    expect([dl, dt, dd, p, pre].every((count) => count !== undefined)).toBe(true);
    expect(hostile['img']).toBeUndefined();
    expect(page(hostileReport(), true).match(/<\/script>/g)).toHaveLength(1);
    expect(page(hostileReport(), true)).not.toMatch(/[^\n\P{Cc}]|\p{Cf}|##\[|##vso\[/u);
  });

  it('escapes in attributes and in text', () => {
    expect(html`<a title="${'"><b>\'`\u202e'}">${'<&>'}</a>`.markup).toBe(
      '<a title="&quot;&gt;&lt;b&gt;&#39;&#96;\\u202e">&lt;&amp;&gt;</a>',
    );
  });

  it('closes what it opens, for no stack, for some and for 200', () => {
    for (const text of [page(reportOf([])), page(sampleReport(), true), page(largeReport(200))]) {
      for (const name of ['details', 'article', 'section', 'div', 'dl', 'table', 'ul', 'main', 'code', 'p']) {
        const opened = text.match(new RegExp(`<${name}[\\s>]`, 'g'))?.length ?? 0;
        expect({ name, closed: text.split(`</${name}>`).length - 1 }).toEqual({ name, closed: opened });
      }
    }
    expect(page(reportOf([]))).toContain('<h1>No stacks scanned</h1>');
    expect(page(largeReport(200)).match(/<article/g)).toHaveLength(100);
    expect(page(largeReport(200))).toContain('160 stacks');
  });

  it('lists what was suppressed and when the scan was only when asked', () => {
    expect(page()).not.toMatch(/same_iam_policy<\/code>|2026-01-02/);
    expect(page(sampleReport(), true, true)).toMatch(/2026-01-02[^]*same_iam_policy<\/code>/);
  });
});
