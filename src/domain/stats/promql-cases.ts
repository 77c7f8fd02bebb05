import { classicHistogram, type Bucket, type Histogram } from './histogram.ts';

/** One expectation of Prometheus's own test files, for tests: a function over a histogram that stands in the file. */
export interface HistogramCase {
  readonly line: number;
  readonly text: string;
  readonly fn: 'quantile' | 'fraction';
  readonly first: number;
  readonly second: number;
  readonly histogram: Histogram;
  readonly expected: number;
}

const EVAL =
  /^eval instant at (\S+) histogram_(quantile|fraction)\(([^,()]+),(?:\s*([^,()]+),)?\s*(\w+)(\{[^}]*\})?\)$/;

/** Cases that ask a plain series; those over rates and sums are another program's business. */
export function promqlCases(text: string): readonly HistogramCase[] {
  const cases: HistogramCase[] = [];
  let series = new Map<string, Loaded>();
  let step = 0;
  const lines = text.split('\n');
  for (const [i, raw] of lines.entries()) {
    const line = raw.trim();
    if (line === 'clear') series = new Map();
    const load = /^load(?:_with_nhcb)? (\S+)$/.exec(line);
    if (load !== null) step = seconds(load[1] ?? '');
    else if (
      /^\w+(?:\{[^}]*\})?\s+\S/.test(line) &&
      !line.startsWith('eval') &&
      raw.startsWith('\t') !== raw.startsWith('    ')
    ) {
      const [, name = '', labels = '', values = ''] = /^(\w+)(\{[^}]*\})?\s+(.*)$/.exec(line) ?? [];
      if (lines[i - 1] !== undefined && step > 0)
        series.set(`${name}${labels}`, { name, labels: labelsOf(labels), values, step });
    }
    const asked = EVAL.exec(line);
    if (asked !== null) cases.push(...answers(asked, series, lines, i));
  }
  return cases;
}

interface Loaded {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly values: string;
  readonly step: number;
}

function answers(
  asked: RegExpExecArray,
  series: ReadonlyMap<string, Loaded>,
  lines: readonly string[],
  at: number,
): readonly HistogramCase[] {
  const [text, time = '', fn, first = '', second = '', name = '', selector = ''] = asked;
  const found: HistogramCase[] = [];
  for (let i = at + 1; i < lines.length; i += 1) {
    const line = (lines[i] ?? '').trim();
    if (line.startsWith('expect')) continue;
    const [, labels, value = ''] = /^(\{[^}]*\})\s+(\S+)$/.exec(line) ?? [];
    if (labels === undefined) break;
    const wanted = new Map([...labelsOf(labels), ...labelsOf(selector)]);
    const histogram = histogramAt(
      [...series.values()].filter((each) => each.name === name),
      wanted,
      seconds(time),
    );
    if (histogram === null) continue;
    found.push({
      line: i + 1,
      text: text.replace(/^.* histogram/, 'histogram'),
      fn: fn === 'quantile' ? 'quantile' : 'fraction',
      first: number(first),
      second: number(second),
      histogram,
      expected: number(value),
    });
  }
  return found;
}

const seconds = (text: string): number =>
  Number.parseFloat(text) * (text.endsWith('m') ? 60 : text.endsWith('h') ? 3600 : 1);

function number(text: string): number {
  const found = /^([+-]?)inf$/i.exec(text.trim());
  if (found !== null) return found[1] === '-' ? -Infinity : Infinity;
  const [top = '', bottom = '1'] = text.split('/');
  return Number(top.trim() === '' ? 'NaN' : top) / Number(bottom);
}

const labelsOf = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));

function histogramAt(
  series: readonly Loaded[],
  wanted: ReadonlyMap<string, string>,
  time: number,
): Histogram | null {
  const members = series.filter(
    ({ labels }) =>
      [...labels].every(([name, value]) => name === 'le' || wanted.get(name) === value) &&
      [...wanted].every(([name, value]) => labels.get(name) === value),
  );
  const [one] = members;
  if (one === undefined) return null;
  if (members.length === 1 && one.values.includes('{{')) return nativeAt(one);
  const bounds = new Map<number, number>();
  for (const { labels, values, step } of members) {
    const le = labels.get('le');
    const [, from, grow] = /^(\S+?)\+(\S+?)x\d+$/.exec(values) ?? [];
    if (le === undefined || from === undefined) return null;
    const upper = number(le);
    bounds.set(upper, (bounds.get(upper) ?? 0) + Number(from) + Number(grow) * Math.floor(time / step));
  }
  return classicHistogram([...bounds].map(([upper, total]) => ({ upper, total })));
}

/** A single histogram, or one that does not change; those that grow are left to Prometheus. */
function nativeAt({ values }: Loaded): Histogram | null {
  const found = /^\{\{([^}]*)\}\}(?:x\d+)?$/.exec(values.trim());
  if (found === null) return null;
  const text = found[1] ?? '';
  const one = (name: string, fallback: number): number =>
    Number(new RegExp(`(?:^| )${name}:(\\S+)`).exec(text)?.[1] ?? fallback);
  const list = (name: string): readonly number[] =>
    new RegExp(`(?:^| )${name}:\\[([^\\]]*)\\]`)
      .exec(text)?.[1]
      ?.trim()
      .split(/\s+/)
      .filter(Boolean)
      .map(Number) ?? [];
  const schema = one('schema', 0);
  if (schema === -53) return customBuckets(list('custom_values'), list('buckets'), one('offset', 0));
  const base = 2 ** (2 ** -schema);
  const side = (name: string, offset: number): readonly Bucket[] =>
    list(name).map((count, i) => ({ lower: base ** (i + offset - 1), upper: base ** (i + offset), count }));
  const width = one('z_bucket_w', 0);
  const positive = side('buckets', one('offset', 0));
  const negative = side('n_buckets', one('n_offset', 0)).map(({ lower, upper, count }) => ({
    lower: -upper,
    upper: -lower,
    count,
  }));
  const zero = { lower: -width, upper: width, count: one('z_bucket', 0) };
  return { buckets: [...negative.toReversed(), zero, ...positive], spread: 'exponential' };
}

function customBuckets(bounds: readonly number[], counts: readonly number[], offset: number): Histogram {
  const all = [...bounds, Infinity];
  const buckets = all.map((upper, i) => ({
    lower: all[i - 1] ?? (upper <= 0 ? -Infinity : 0),
    upper,
    count: counts[i - offset] ?? 0,
  }));
  return { buckets, spread: 'linear' };
}
