import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { hostileReport } from './hostile-report.ts';
import { renderJson } from './json.ts';
import { largeReport } from './large-report.ts';
import { reportJsonSchema } from './report-schema.ts';
import { difference, reportOf, stack, value } from './sample-builders.ts';
import { sampleReport } from './sample-report.ts';

const validator = () => new Ajv2020.default({ allErrors: true }).compile(reportJsonSchema());

describe('the JSON report', () => {
  it('is valid by its published schema', () => {
    const validate = validator();
    for (const report of [sampleReport(), reportOf([]), largeReport(200), hostileReport()]) {
      for (const times of [true, false]) {
        expect(validate(JSON.parse(renderJson(report, { times }))) ? [] : validate.errors).toEqual([]);
      }
    }
  });

  it('has a schema that refuses what is not a report', () => {
    const validate = validator();
    const report = JSON.parse(renderJson(sampleReport(), { times: true })) as {
      version: string;
      more?: number;
    };
    expect(validate({ ...report, version: '2.0' })).toBe(false);
    expect(validate({ ...report, more: 1 })).toBe(false);
    expect(reportJsonSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'https://kedge.dev/schemas/report-1.2.json',
    });
  });

  it('holds exactly what the report holds', () => {
    const { stacks, ...rest } = sampleReport();
    const read = JSON.parse(renderJson({ ...rest, stacks }, { times: true })) as typeof rest & {
      stacks: object[];
    };
    expect(read).toMatchObject(rest);
    for (const entry of stacks) {
      const { differences, suppressed, ...others } = entry;
      const found = read.stacks.find((candidate) => 'id' in candidate && candidate.id === entry.id);
      expect(found).toMatchObject(others);
      expect(found).toMatchObject({ differences: expect.arrayContaining(differences) as unknown });
      expect(found).toMatchObject({ suppressed: expect.arrayContaining(suppressed) as unknown });
    }
  });

  it('gives the same bytes whatever the order in which the findings came', () => {
    const report = sampleReport();
    const turned = sampleReport();
    turned.stacks.reverse();
    for (const entry of turned.stacks) {
      entry.differences.reverse();
      entry.suppressed.reverse();
      entry.totals.suppressed.reverse();
    }
    expect(renderJson(turned, { times: true })).toBe(renderJson(report, { times: true }));
  });

  it('sorts the keys of values and keeps one that is called __proto__', () => {
    const reality = value(JSON.parse('{"b":1,"__proto__":{"x":1},"a":2}') as never);
    const text = renderJson(reportOf([stack({ differences: [difference({ reality })] })]), { times: false });
    expect(text.replaceAll(/\s+/g, '')).toContain('"value":{"__proto__":{"x":1},"a":2,"b":1}');
  });

  it('leaves times away unless asked', () => {
    expect(renderJson(sampleReport(), { times: false })).not.toMatch(/scanned_at|duration_ms/);
    expect(renderJson(sampleReport(), { times: true })).toMatch(/scanned_at[^]*duration_ms/);
  });

  it('writes keys in the order of the schema and ends with a line end', () => {
    const text = renderJson(sampleReport(), { times: true });
    expect(text.endsWith('}\n')).toBe(true);
    expect(text.indexOf('"version"')).toBeLessThan(text.indexOf('"tool"'));
    const first = text.slice(text.indexOf('"fingerprint"'));
    expect(first.indexOf('"class"')).toBeLessThan(first.indexOf('"drift"'));
  });

  it('keeps hostile text as data, without a character that a terminal or a build server acts on', () => {
    const text = renderJson(hostileReport(), { times: true });
    expect(text).not.toMatch(/[^\n\P{Cc}]|\p{Cf}|\p{Zl}|##\[|##vso\[/u);
    const read = JSON.parse(text) as { stacks: { id: string }[] };
    expect(read.stacks[0]?.id).toBe(hostileReport().stacks[0]?.id);
  });
});
