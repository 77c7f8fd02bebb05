import { describe, expect, it } from 'vitest';
import { hostileReport } from './hostile-report.ts';
import { renderJunit } from './junit.ts';
import { largeReport } from './large-report.ts';
import { inSyncStack, reportOf } from './sample-builders.ts';
import { sampleReport } from './sample-report.ts';
import { element, text, xmlDocument } from '#domain/xml.ts';

const ATTRIBUTES = String.raw`(?: [a-z]+="(?:[^<&"]|&(?:amp|lt|gt|quot|apos);)*")*`;
const TOKEN = new RegExp(
  String.raw`<([a-z]+)${ATTRIBUTES}(/?)>|</([a-z]+)>|((?:[^<&]|&(?:amp|lt|gt|quot|apos);)+)`,
  'gy',
);

/** Reads the whole document or throws where it is not well-formed; gives how often each element occurs. */
function elementsOf(xml: string): Readonly<Record<string, number>> {
  const start = '<?xml version="1.0" encoding="UTF-8"?>\n';
  expect(xml.startsWith(start)).toBe(true);
  const open: string[] = [];
  const counts: Record<string, number> = {};
  TOKEN.lastIndex = start.length;
  while (TOKEN.lastIndex < xml.length) {
    const place = TOKEN.lastIndex;
    const token = TOKEN.exec(xml);
    if (token === null) throw new Error(`not well-formed at: ${xml.slice(place, place + 60)}`);
    const [, name, closed, end] = token;
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
    if (name !== undefined && closed === '') open.push(name);
    if (end !== undefined && open.pop() !== end) throw new Error(`unexpected </${end}>`);
  }
  expect(open).toEqual([]);
  return counts;
}

describe('the JUnit report', () => {
  it('fails a case for each drift, skips what is apart, errs on unknown and passes what is in sync', () => {
    const xml = renderJunit(sampleReport(), { times: false });
    expect(elementsOf(xml)).toEqual({
      testsuites: 1,
      testsuite: 5,
      testcase: 15,
      failure: 9,
      error: 1,
      skipped: 3,
    });
    expect(xml).toContain('<testsuites name="kedge" tests="15" failures="9" errors="1" skipped="3">');
    expect(xml).toContain('<testcase classname="network/dns" name="in sync"/>');
    expect(xml).toContain('<failure type="conflict" message="high: 2 -&gt; 50 (code says 3)">');
    expect(xml).toContain('<error type="unauthorised"');
    expect(xml).toContain('<skipped message="reported apart, not drift (absorbed): ');
  });

  it('names the place and the fingerprint in the failure', () => {
    const xml = renderJunit(sampleReport(), { times: false });
    expect(xml).toContain('code: platform/eu/network.tf:4\nfingerprint: 71aa0c41d0e7b865\n');
  });

  it('writes times only when asked', () => {
    expect(renderJunit(sampleReport(), { times: false })).not.toContain(' time=');
    expect(renderJunit(sampleReport(), { times: true })).toContain(' time="1.204"');
  });

  it('is well-formed for no stack, for 200 and for hostile text', () => {
    expect(elementsOf(renderJunit(reportOf([]), { times: true }))).toEqual({ testsuites: 1 });
    expect(elementsOf(renderJunit(largeReport(200), { times: true }))).toMatchObject({ testsuite: 200 });
    const hostile = renderJunit(hostileReport(), { times: true });
    expect(elementsOf(hostile)).toEqual(elementsOf(renderJunit(sampleReport(), { times: true })));
    expect(hostile).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u);
    expect(hostile).not.toMatch(/^\s*::|##\[|##vso\[/m);
  });

  it('passes a clean report', () => {
    expect(renderJunit(reportOf([inSyncStack('a')]), { times: false })).toContain(
      'tests="1" failures="0" errors="0"',
    );
  });

  it('leaves out characters that XML cannot hold, even where nothing made them visible before', () => {
    const xml = xmlDocument(element('a', { b: '\u0000"<' }, [text('\u001b&\ud800\uffff]]>ok')]));
    expect(xml).toContain('<a b="&quot;&lt;">&amp;]]&gt;ok</a>');
  });
});
