import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileReport } from './hostile-report.ts';
import { largeReport, manyDifferences } from './large-report.ts';
import { code, plain } from './markdown-text.ts';
import { MARKDOWN_LIMIT, renderMarkdown } from './markdown.ts';
import { inSyncStack, reportOf, stack } from './sample-builders.ts';
import { sampleReport, unknownStack } from './sample-report.ts';

const markdown = (report = sampleReport(), showSuppressed = false): string =>
  renderMarkdown(report, { showSuppressed });

describe('the Markdown report', () => {
  it('begins with the verdict', () => {
    expect(markdown()).toMatch(
      /^## 🔴 Kedge: 2 stacks drifted, 1 unknown, 2 in sync\n\n9 differences \(1 critical/,
    );
    expect(markdown(reportOf([inSyncStack('a')]))).toMatch(/^## 🟢 Kedge: 1 stack in sync\n/);
    expect(markdown(reportOf([unknownStack()]))).toMatch(/^## 🟡 Kedge: 1 stack unknown\n/);
    expect(markdown(reportOf([]))).toMatch(/^## 🟡 Kedge: no stacks scanned\n/);
  });

  it('has a table row for each difference', () => {
    expect(markdown()).toContain(
      '| 🟥 critical | `aws_security_group.web` `ingress[1]` | `added {cidr_blocks = ["0.0.0.0/0"], from_port = 22, protocol = "tcp", self = false, to_port = 22}` | conflict | `platform/eu/network.tf:4` |',
    );
  });

  it('folds unknown stacks, what is apart and, when asked, what was suppressed', () => {
    expect(markdown()).toContain(
      '<details><summary>❔ <code>identity/prod</code> is unknown (<code>unauthorised</code>)',
    );
    expect(markdown()).toContain('Missing action: `iam:ListRoles`');
    expect(markdown()).toContain('<details><summary>3 differences reported apart (not drift)</summary>');
    expect(markdown()).not.toContain('aws_s3_bucket.logs');
    expect(markdown()).toContain(
      '2 differences suppressed by rules (empty_equals_null x1, same_iam_policy x1)',
    );
    expect(markdown(sampleReport(), true)).toContain('aws_s3_bucket.logs');
  });

  it('stays within the limit and says what is missing', () => {
    const differences = manyDifferences('many', 3000);
    const text = markdown(reportOf([stack({ differences }), unknownStack()]));
    expect(text.length).toBeLessThanOrEqual(MARKDOWN_LIMIT);
    const rows = text.match(/^\| 🟨/gm)?.length ?? 0;
    expect(rows).toBeGreaterThan(100);
    expect(text).toContain(`**${(3000 - rows).toLocaleString('en')} differences not shown`);
    expect(text).toContain('identity/prod');
  });

  it('shows 200 stacks whole', () => {
    const text = markdown(largeReport(200));
    expect(text.length).toBeLessThanOrEqual(MARKDOWN_LIMIT);
    expect(text.match(/^\| 🟨/gm)).toHaveLength(100);
    expect(text).not.toContain('not shown');
  });

  it('closes every element even when hostile texts fill it to the limit', () => {
    const report = hostileReport();
    const stacks = Array.from({ length: 60 }, () => report.stacks).flat();
    const text = renderMarkdown(reportOf(stacks), { showSuppressed: true });
    expect(text.length).toBeLessThanOrEqual(MARKDOWN_LIMIT);
    expect(text).toContain('unknown stacks');
    expect(text).toContain('not shown');
    for (const name of ['details', 'summary', 'code']) {
      expect(text.split(`<${name}>`).length).toBe(text.split(`</${name}>`).length);
    }
  });

  it('cannot be made to hold markup, table cells, mentions or lines of its own', () => {
    const text = renderMarkdown(hostileReport(), { showSuppressed: true });
    expect(new Set(text.match(/<[^>]*>/g))).toEqual(
      new Set(['<br>', '<code>', '</code>', '<details>', '</details>', '<summary>', '</summary>']),
    );
    expect(text).not.toMatch(/@|^## f|https?:\/\/|\]\(|[^\n\P{Cc}]|\p{Cf}/mu);
    const cells = (line: string): number => line.split('|').length - 2;
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(new Set(rows.map(cells))).toEqual(new Set([4, 5]));
  });

  it('writes data as code that nothing in the data can leave', () => {
    assert(
      property(
        string({ unit: constantFrom('`', '|', '\\', '<', '>', '&', '@', '#', ' ', 'a', '\n') }),
        (data) => {
          expect(code(data)).toMatch(/^(`[^`|\\<&@#\n]+`|<code>[^`|<>\\@\n]*<\/code>)$/);
        },
      ),
    );
  });

  it('keeps mentions and references in sentences from being linked', () => {
    expect(plain('ask @team about #12, gh-7 and https://x.example')).toBe(
      'ask &#64;&#8203;team about &#35;&#8203;12, gh-&#8203;7 and https&#58;&#8203;//x.example',
    );
    expect(plain('a_b _c_ *d* [e](f) ~g~')).toBe('a_b &#95;c&#95; &#42;d&#42; &#91;e&#93;(f) &#126;g&#126;');
  });
});
