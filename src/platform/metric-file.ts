import { readFile, stat } from 'node:fs/promises';
import type { Samples } from '#domain/release/data/sample.ts';
import { csvCells, csvLines } from './csv-lines.ts';

/** Samples of one metric, series and arm, in the order of the file. */
export interface FileSeries {
  readonly metric: string;
  /** Which of several like it; '' when the file names none. */
  readonly series: string;
  readonly arm: 'release' | 'control';
  readonly samples: Samples;
  /** Whether the file gives one plain value instead of num and den. */
  readonly isValue: boolean;
}

export type MetricFile =
  | { readonly series: readonly FileSeries[]; readonly rows: number; readonly ignored: readonly string[] }
  | { readonly problem: string };

const LARGEST_BYTES = 400_000_000;
/** A row each: a file that names a new series on every line is not one of metrics. */
const MOST_SERIES = 2_000;

/** Reads a CSV file of metrics, or a JSON one with the same names in a list of objects. What cannot be read is a value; a bad cell becomes NaN and is told apart later. */
export async function readMetricFile(path: string, name: string): Promise<MetricFile> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_BYTES)
      return { problem: `Cannot read ${name}: it has ${size} bytes, and ${LARGEST_BYTES} are the most.` };
    const text = await readFile(path, 'utf8');
    return /^\uFEFF?\s*\[/.test(text) ? parseMetricJson(text, name) : parseMetricCsv(text, name);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { problem: `Cannot read the metrics of ${name} (${code}). Give the path of a CSV or JSON file.` };
  }
}

const COLUMNS = {
  time: ['time', 'timestamp'],
  received: ['received'],
  metric: ['metric'],
  series: ['series'],
  arm: ['arm'],
  value: ['value'],
  num: ['num', 'errors', 'slow', 'cost'],
  den: ['den', 'requests'],
} as const;

type Column = keyof typeof COLUMNS;
type Places = Readonly<Partial<Record<Column, number>>>;

/** @param name of the file, for messages, and of its metric when no column names one */
export function parseMetricCsv(text: string, name: string): MetricFile {
  const lines = csvLines(text);
  const head = lines.next().value ?? '';
  return readRows({ head, titles: csvCells(head), rows: mapped(lines, csvCells) }, name);
}

/** A list of objects, the keys of which are the titles of the columns. */
export function parseMetricJson(text: string, name: string): MetricFile {
  const data = jsonRows(text);
  if (data === null) return { problem: `Cannot read the metrics of ${name}: it is no JSON list of objects.` };
  const titles = [...new Set(data.flatMap((row) => Object.keys(row)))];
  const rows = mapped(data, (row) => titles.map((title) => cellText(row[title])));
  return readRows({ head: titles.join(','), titles, rows }, name);
}

function jsonRows(text: string): readonly Readonly<Record<string, unknown>>[] | null {
  try {
    const data: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return Array.isArray(data) && data.every(isRow) ? data : null;
  } catch {
    return null;
  }
}

const isRow = (row: unknown): row is Record<string, unknown> =>
  typeof row === 'object' && row !== null && !Array.isArray(row);

const cellText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function* mapped<A, B>(items: Iterable<A>, map: (item: A) => B): Generator<B> {
  for (const item of items) yield map(item);
}

interface Table {
  /** As it stands in the file, for messages. */
  readonly head: string;
  readonly titles: readonly string[];
  readonly rows: Iterable<readonly string[]>;
}

function readRows(table: Table, name: string): MetricFile {
  const titles = table.titles.map((title) => title.trim().toLowerCase());
  const places = placesOf(titles);
  const problem = headProblem(places, name, table.head);
  if (problem !== null) return { problem };
  const found = new Map<string, Growing>();
  let rows = 0;
  for (const line of table.rows) {
    rows += 1;
    const row = readRow(line, places, name);
    const key = JSON.stringify([row.metric, row.series, row.arm]);
    const known = found.get(key) ?? newSeries(row, places);
    if (!found.has(key)) found.set(key, known);
    if (found.size > MOST_SERIES)
      return { problem: `Cannot judge ${name}: it has more than ${MOST_SERIES} series.` };
    known.time.push(row.time);
    known.num.push(row.num);
    known.den.push(row.den);
    known.received.push(row.received);
  }
  const used = new Set(Object.values(places));
  return {
    series: [...found.values()].map(finish),
    rows,
    ignored: titles.filter((_, i) => !used.has(i)),
  };
}

interface Growing {
  readonly metric: string;
  readonly series: string;
  readonly arm: FileSeries['arm'];
  readonly isValue: boolean;
  readonly hasReceived: boolean;
  readonly time: number[];
  readonly num: number[];
  readonly den: number[];
  readonly received: number[];
}

const newSeries = ({ metric, series, arm }: Row, places: Places): Growing => ({
  metric,
  series,
  arm,
  isValue: places.num === undefined,
  hasReceived: places.received !== undefined,
  time: [],
  num: [],
  den: [],
  received: [],
});

const finish = ({
  metric,
  series,
  arm,
  isValue,
  hasReceived,
  time,
  num,
  den,
  received,
}: Growing): FileSeries => ({
  metric,
  series,
  arm,
  isValue,
  samples: {
    timeMs: Float64Array.from(time),
    num: Float64Array.from(num),
    den: Float64Array.from(den),
    receivedMs: hasReceived ? Float64Array.from(received) : null,
  },
});

function placesOf(titles: readonly string[]): Places {
  const places: Partial<Record<Column, number>> = {};
  for (const [column, names] of Object.entries(COLUMNS)) {
    const at = titles.findIndex((title) => (names as readonly string[]).includes(title));
    if (at >= 0) places[column as Column] = at;
  }
  return places;
}

function headProblem(places: Places, name: string, head: string): string | null {
  const both = places.num !== undefined && places.den !== undefined;
  if (places.time !== undefined && (both || (places.value !== undefined && places.num === undefined)))
    return null;
  return `Cannot read the metrics of ${name}: its first line is ${JSON.stringify(head.slice(0, 80))}. It must name a column time, and either value, or num and den (errors and requests, cost and requests).`;
}

interface Row {
  readonly metric: string;
  readonly series: string;
  readonly arm: FileSeries['arm'];
  readonly time: number;
  readonly num: number;
  readonly den: number;
  readonly received: number;
}

const CONTROL = new Set(['control', 'baseline', 'stable']);

function readRow(row: readonly string[], places: Places, name: string): Row {
  const cell = (column: Column): string => row[places[column] ?? -1]?.trim() ?? '';
  const metric = cell('metric');
  return {
    metric: metric === '' ? name.replace(/^.*[\\/]/, '').replace(/\.(?:csv|json)$/i, '') : metric,
    series: cell('series'),
    arm: CONTROL.has(cell('arm').toLowerCase()) ? 'control' : 'release',
    time: parseTime(cell('time')),
    num: parseNumber(cell(places.num === undefined ? 'value' : 'num')),
    den: places.num === undefined ? 1 : parseNumber(cell('den')),
    received: places.received === undefined ? Number.NaN : parseTime(cell('received')),
  };
}

function parseNumber(text: string): number {
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinity !== null) return infinity[1] === '-' ? -Infinity : Infinity;
  return text === '' ? Number.NaN : Number(text);
}

/** Seconds of 1973 in milliseconds are a day in 1970: nobody's metrics. */
const LEAST_MS = 1e11;

/** Milliseconds since 1970 of an ISO 8601 time (UTC when it names no zone) or of Unix seconds or milliseconds; NaN otherwise. */
export function parseTime(text: string): number {
  if (/^\d+(?:\.\d+)?$/.test(text)) {
    const number = Number(text);
    return number < LEAST_MS ? number * 1000 : number;
  }
  const found = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    text,
  );
  if (found === null) return Number.NaN;
  const [, day, time = '00:00', zone = 'Z'] = found;
  return Date.parse(`${day}T${time}${zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone}`);
}
