import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Report } from '#domain/drift/report.ts';
import { hostileReport } from './hostile-report.ts';
import { largeReport } from './large-report.ts';
import { difference, inSyncStack, reportOf, stack, value } from './sample-builders.ts';
import { sampleReport } from './sample-report.ts';
import { renderTable, type TableOptions } from './table.ts';

const ESCAPE = String.fromCharCode(27);

const table = (report: Report, options: Partial<TableOptions> = {}): string =>
  renderTable(report, { color: false, width: 120, showSuppressed: false, ...options });
const lineOf = (text: string, part: string): string =>
  text.split('\n').find((line) => line.includes(part)) ?? `no line holds ${part}`;

describe('the table', () => {
  it('puts a difference on one line with badge, address, path, change, code and fingerprint', () => {
    const line = lineOf(table(sampleReport()), 'error_rate');
    expect(line).toMatch(
      /^ {2}HIGH {6}aws_cloudwatch_metric_alarm\.error_rate threshold {2}2 -> 50 {2}\(code says 3\) +platform\/eu\/main\.tf:12 {2}3f9a2c$/,
    );
  });

  it('puts the change below where one line is too narrow, without losing what was opened', () => {
    const text = table(sampleReport(), { width: 80 });
    expect(lineOf(text, 'ingress[1]')).toMatch(/network\.tf:4 {2}71aa0c$/);
    expect(lineOf(text, '0.0.0.0/0')).toContain('added {cidr_blocks = ["0.0.0.0/0"], from_port = 22');
  });

  it('keeps its lines within the width, but never cuts an address', () => {
    for (const width of [60, 80, 100, 140]) {
      const wide = table(sampleReport(), { width })
        .split('\n')
        .filter((line) => stringWidth(line) > width);
      expect(wide.filter((line) => !line.includes('aws_'))).toEqual([]);
    }
  });

  it('lists drifted stacks by their worst, then unknown ones, then those in sync', () => {
    const text = table(sampleReport());
    const order = [
      '✗ platform/eu',
      '✗ platform/us@staging',
      '? identity/prod',
      '✓ data/warehouse',
      '✓ network/dns',
    ];
    const places = order.map((head) => text.indexOf(head));
    expect(places.toSorted((a, b) => a - b)).toEqual(places);
    expect(places[0]).toBe(0);
  });

  it('says deleted for a whole resource and where it was before', () => {
    const text = table(sampleReport());
    expect(lineOf(text, 'aws_sqs_queue.jobs')).toContain('deleted');
    expect(text).toContain('moved from aws_sqs_queue.old');
  });

  it('shows the places inside a document under it', () => {
    expect(table(sampleReport())).toContain(
      [
        '            Statement[0].Action  "s3:GetObject" -> "s3:*"',
        '            Statement[0].Resource  added "*"',
        '            Statement[0].Condition  (sensitive, changed)',
      ].join('\n'),
    );
  });

  it('shows a text of many lines as the lines that changed', () => {
    expect(table(sampleReport())).toContain('            - export A=1\n            + export A=2\n');
  });

  it('keeps what is not drift in its own section with its class', () => {
    const text = table(sampleReport());
    expect(text.indexOf('Reported apart (not drift)')).toBeGreaterThan(text.indexOf('aws_s3_bucket.日本語'));
    expect(lineOf(text, 'aws_lambda_function.api')).toContain('256 -> 512  unapplied code');
    expect(lineOf(text, 'LastPatched')).toContain('absorbed');
  });

  it('tells of an unknown stack the reason, the action that is missing, what was said and what to do', () => {
    const text = table(sampleReport());
    expect(text).toContain('? identity/prod  unknown · unauthorised · 3 resources read');
    expect(text).toContain('Missing action: iam:ListRoles');
    expect(text).toContain('│ Error: reading IAM Roles');
    expect(text).toContain('│ … 1 more line; --format json has all');
    expect(text).toContain('Next: Grant the missing read permission');
  });

  it('counts what was suppressed, and lists it with its rule when asked', () => {
    expect(table(sampleReport())).toContain(
      '2 differences suppressed by rules (empty_equals_null x1, same_iam_policy x1); --no-suppress shows them',
    );
    expect(table(sampleReport())).not.toContain('aws_s3_bucket.logs');
    const shown = table(sampleReport(), { showSuppressed: true });
    expect(shown).toContain('suppressed by empty_equals_null (the schema makes null and {} equal)');
    expect(shown).not.toContain('--no-suppress');
  });

  it('ends with one summary and one next step', () => {
    const text = table(sampleReport(), { width: 140 });
    expect(text.trimEnd().split('\n').slice(-2)).toEqual([
      '2 stacks drifted, 1 unknown, 2 in sync · 9 differences (1 critical, 3 high, 3 medium, 2 low) · 3 reported apart · 1,273 resources read',
      'Next: kedge explain 71aa0c',
    ]);
    expect(text.match(/^Next: /gm)).toHaveLength(1);
  });

  it('puts the root before file names', () => {
    expect(table(sampleReport(), { root: '../infra' })).toContain(' ../infra/platform/eu/network.tf:4');
  });

  it('colours only when asked, and says the same with and without', () => {
    const plain = table(sampleReport());
    expect(plain).not.toContain('\u001b');
    const coloured = table(sampleReport(), { color: true });
    expect(coloured).toContain('\u001b[1;97;41mCRITICAL');
    expect(coloured.replaceAll(new RegExp(`${ESCAPE}\\[[\\d;]+m`, 'g'), '').replaceAll(/ +$/gm, '')).toBe(
      plain,
    );
  });

  it('gives ten stacks in sync a line each and counts more', () => {
    const stacks = (count: number) => Array.from({ length: count }, (_, i) => inSyncStack(`s${i}`));
    expect(table(reportOf(stacks(10))).match(/^✓ s\d/gm)).toHaveLength(10);
    expect(table(reportOf(stacks(11)))).toContain('✓ 11 stacks in sync · 132 resources read');
  });

  it('never hides a warning or a difference reported apart in the count of stacks in sync', () => {
    const loud = stack({ id: 'loud', warnings: ['look here'] });
    const stacks = Array.from({ length: 20 }, (_, i) => inSyncStack(`s${i}`));
    expect(table(reportOf([...stacks, loud]))).toContain('warning: look here');
  });

  it('stays readable for no stack and for 200', () => {
    expect(table(reportOf([]))).toBe('no stacks scanned · 0 resources read\nNext: kedge scan PATH\n');
    const text = table(largeReport(200));
    expect(text).toContain('20 stacks drifted, 20 unknown, 160 in sync · 100 differences (100 medium)');
    expect(text).toContain('✓ 160 stacks in sync');
  });

  it('names doctor as the next step when stacks are only unknown, and none when all is in sync', () => {
    const unknown = sampleReport().stacks.filter((entry) => entry.status === 'unknown');
    expect(table(reportOf(unknown))).toContain('\nNext: kedge doctor\n');
    expect(table(reportOf([inSyncStack('a')]))).not.toContain('Next:');
  });

  it('cannot be made to print control characters, forged lines or log commands', () => {
    for (const color of [false, true]) {
      const text = table(hostileReport(), { color, showSuppressed: true, width: 80 });
      const bare = text.replaceAll(new RegExp(`${ESCAPE}\\[(?:1;97;41|22;39;49|\\d{1,2})m`, 'g'), '');
      expect(bare).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u);
      expect(bare).not.toMatch(/^\s*(::|##)|##\[|##vso\[/m);
      expect(bare.match(/^✗ /gm)).toHaveLength(2);
    }
  });

  it('cannot be made to show one value as two', () => {
    const forged = difference({ memory: value('a'), reality: value('b" -> "c') });
    expect(table(reportOf([stack({ differences: [forged] })]))).toContain('"a" -> "b\\" -> \\"c"');
  });
});
