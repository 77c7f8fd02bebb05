import { describe, expect, it } from 'vitest';
import { parseMetricCsv, parseTime, readMetricFile } from './metric-file.ts';

const series = (text: string) => {
  const file = parseMetricCsv(text, 'data/errors.csv');
  if ('problem' in file) throw new Error(file.problem);
  return file.series;
};

describe('a CSV file of metrics', () => {
  it('gives a series for each metric, series and arm, in the order of the file', () => {
    const found = series(
      'Time,arm,errors,requests\n2026-01-01T00:00Z,release,3,100\n2026-01-01T00:00Z,control,1,90\n\n2026-01-01T00:05Z,canary,4,100\n',
    );
    expect(found.map(({ metric, arm, isValue }) => [metric, arm, isValue])).toEqual([
      ['errors', 'release', false],
      ['errors', 'control', false],
    ]);
    expect([...(found[0]?.samples.num ?? [])]).toEqual([3, 4]);
  });

  it('reads quotes, Windows line ends and a byte order mark', () => {
    const found = series(
      '\uFEFF"TimeStamp","metric","Value"\r\n"2018-07-03 14:00:00","p95, ""all""","1.5"\r\n',
    );
    expect(found[0]?.metric).toBe('p95, "all"');
    expect([...(found[0]?.samples.num ?? [])]).toEqual([1.5]);
    expect(found[0]?.samples.timeMs[0]).toBe(Date.UTC(2018, 6, 3, 14));
  });

  it('keeps what is no number as such, so that it can be counted', () => {
    const found = series('time,value\n0,x\n1,\n2,NaN\n3,+Inf\n4,-inf\nsoon,1\n5\n');
    expect([...(found[0]?.samples.num ?? [])]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Infinity,
      -Infinity,
      1,
      Number.NaN,
    ]);
    expect(found[0]?.samples.timeMs[5]).toBeNaN();
  });

  it('names columns that it does not use', () => {
    expect(parseMetricCsv('time,value,Label\n0,1,0\n', 'x.csv')).toMatchObject({
      ignored: ['label'],
      rows: 1,
    });
  });

  it.each(['', 'a,b\n1,2\n', 'time,num\n1,2\n', 'value\n3\n', '{"json":true}'])(
    'without its columns is refused with what it must hold (%#)',
    (text) => {
      expect(parseMetricCsv(text, 'x.csv')).toMatchObject({
        problem: expect.stringContaining('must name a column time'),
      });
    },
  );

  it('with a new series on every line is refused', () => {
    const text = `time,series,value\n${Array.from({ length: 2100 }, (_, i) => `0,${i},1`).join('\n')}`;
    expect(parseMetricCsv(text, 'x.csv')).toHaveProperty('problem');
  });

  it('that is not there is a value, not an exception', async () => {
    expect(await readMetricFile('/nowhere/x.csv', 'x.csv')).toMatchObject({
      problem: expect.stringContaining('ENOENT'),
    });
  });
});

it.each([
  ['2026-03-01T14:00:00Z', Date.UTC(2026, 2, 1, 14)],
  ['2026-03-01 14:00', Date.UTC(2026, 2, 1, 14)],
  ['2026-03-01T14:00+0200', Date.UTC(2026, 2, 1, 12)],
  ['2026-03-01', Date.UTC(2026, 2, 1)],
  ['1772373600', 1772373600000],
  ['1772373600123', 1772373600123],
  ['tomorrow', Number.NaN],
  ['', Number.NaN],
  ['2026-13-45T99:00Z', Number.NaN],
])('the time %s is read', (text, ms) => {
  expect(parseTime(text)).toBe(ms);
});
