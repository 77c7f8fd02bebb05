import { describe, expect, it } from 'vitest';
import { FORMATS, FORMAT_NAMES, parseFormat, parseFormats } from './formats.ts';
import { sampleReport } from './sample-report.ts';

describe('formats', () => {
  it('renders every format as text that ends with one line end, twice the same', () => {
    const options = { color: false, width: 100, showSuppressed: false, times: false };
    for (const name of FORMAT_NAMES) {
      const text = FORMATS[name](sampleReport(), options);
      expect(text).toMatch(/\S\n$/);
      expect(FORMATS[name](sampleReport(), options)).toBe(text);
    }
  });

  it('reads a name with or without a file', () => {
    expect(parseFormat('json')).toEqual({ format: 'json', file: null });
    expect(parseFormat('sarif=out/a=b.sarif')).toEqual({ format: 'sarif', file: 'out/a=b.sarif' });
  });

  it('names the formats there are when it does not know one', () => {
    expect(parseFormat('yml')).toEqual({
      problem:
        'Cannot write the report as "yml": no such format. Give one of table, json, sarif, junit, markdown, html, as in --format sarif=kedge.sarif.',
    });
  });

  it('refuses an empty file name', () => {
    expect(parseFormat('json=')).toMatchObject({ problem: expect.stringContaining('is empty') as unknown });
  });

  it('refuses two reports for one place', () => {
    expect(parseFormats(['table', 'json=a.json', 'html=a.html'])).toMatchObject({ formats: [{}, {}, {}] });
    expect(parseFormats(['json', 'sarif'])).toMatchObject({
      problem: expect.stringContaining('json and sarif both go to standard output') as unknown,
    });
    expect(parseFormats(['json=x', 'html=x'])).toMatchObject({
      problem: expect.stringContaining('both go to "x"') as unknown,
    });
  });
});
