import { median, medianInPlace } from '../../stats/order-statistics.ts';
import { valueAt } from '../../stats/value-at.ts';
import { valueOver, type CumulatedSeries } from '../block-series.ts';
import { DAY_HOURS, type Scheme } from './scheme.ts';

/** What the days before a start say of a series: the shape of its day, its noise, its two baselines. */
export interface Fit {
  /** ln units per hour of the day, the first hour being the start's. */
  readonly shape: Float64Array;
  /** Noise in ln units, to bring series of one kind to one scale. */
  readonly scale: number;
  /** By the blocks a group holds (from 1): what is added before the logarithm. 0 for a history without zeros. */
  readonly offset: Float64Array;
  /** By the blocks a group holds: the level of the last hours before the start, in ln units without shape. */
  readonly level: Float64Array;
  readonly days: number;
}

const MAD_TO_SD = 1.4826;

/**
 * From the past only: nothing at or after block `start` is read.
 * @returns null when fewer days than the scheme asks for, or hardly any value, lie before the start
 */
export function fitBefore(series: CumulatedSeries, start: number, scheme: Scheme): Fit | null {
  const days = Math.min(scheme.historyDays, Math.floor(start / scheme.blocksPerDay));
  if (days < scheme.fewestHistoryDays) return null;
  const hours = logHours(series, start, days, scheme);
  if (hours === null) return null;
  const shape = dayShape(hours, days);
  const rest = hours.map((value, i) => value - valueAt(shape, i % DAY_HOURS));
  const groupings = Math.ceil(scheme.blocksPerDay / scheme.mostGroups);
  const offset = new Float64Array(groupings + 1);
  const level = new Float64Array(groupings + 1);
  for (let size = 1; size <= groupings; size += 1) {
    offset[size] = zeroOffset(series, start, days, size, scheme);
    level[size] = levelBefore(series, start, size, { shape, offset: valueAt(offset, size), scheme });
  }
  const scale = noiseScale(rest, days);
  return Number.isFinite(scale) && Number.isFinite(valueAt(level, 1))
    ? { shape, scale, offset, level, days }
    : null;
}

/** ln of every hour of the last days, oldest first; gaps hold the hour's median. null when an hour is never known. */
function logHours(series: CumulatedSeries, start: number, days: number, scheme: Scheme): Float64Array | null {
  const first = start - days * scheme.blocksPerDay;
  const offset = zeroOffset(series, start, days, scheme.blocksPerHour, scheme);
  const hours = new Float64Array(days * DAY_HOURS);
  for (let i = 0; i < hours.length; i += 1) {
    const from = first + i * scheme.blocksPerHour;
    hours[i] = Math.log(valueOver(series, from, from + scheme.blocksPerHour) + offset);
  }
  for (let hour = 0; hour < DAY_HOURS; hour += 1) {
    const column = everyDay(hours, days, hour).filter((value) => Number.isFinite(value));
    if (column.length === 0) return null;
    const typical = medianInPlace(column);
    for (let i = hour; i < hours.length; i += DAY_HOURS) {
      if (!Number.isFinite(valueAt(hours, i))) hours[i] = typical;
    }
  }
  return hours;
}

const everyDay = (hours: Float64Array, days: number, hour: number): Float64Array =>
  Float64Array.from({ length: days }, (_, day) => valueAt(hours, day * DAY_HOURS + hour));

const dayOf = (hours: Float64Array, day: number): Float64Array =>
  hours.subarray(day * DAY_HOURS, (day + 1) * DAY_HOURS);

/** Per hour the median over the days after each day's level is taken off, so that a drift is no shape. */
function dayShape(hours: Float64Array, days: number): Float64Array {
  const typical = Float64Array.from({ length: DAY_HOURS }, (_, hour) =>
    medianInPlace(everyDay(hours, days, hour)),
  );
  const levels = Float64Array.from({ length: days }, (_, day) =>
    medianInPlace(dayOf(hours, day).map((value, hour) => value - valueAt(typical, hour))),
  );
  return Float64Array.from({ length: DAY_HOURS }, (_, hour) =>
    medianInPlace(everyDay(hours, days, hour).map((value, day) => value - valueAt(levels, day))),
  );
}

/** Half-way between no normalisation and a full one: the square root of the noise from day to day and within a day. */
function noiseScale(rest: Float64Array, days: number): number {
  const levels = Float64Array.from({ length: days }, (_, day) => median(dayOf(rest, day)));
  const steps = levels.subarray(1).map((level, i) => level - valueAt(levels, i));
  const between = MAD_TO_SD * medianInPlace(steps.map(Math.abs));
  const within = rest
    .subarray(DAY_HOURS)
    .map((value, i) => Math.abs(value - valueAt(rest, i) - valueAt(steps, Math.floor(i / DAY_HOURS))));
  const residual = MAD_TO_SD * medianInPlace(within);
  return (between * between + (residual * residual) / 6) ** 0.25;
}

/** Half the smallest positive value of groups of this size when some are zero: their logarithm must exist. */
function zeroOffset(
  series: CumulatedSeries,
  start: number,
  days: number,
  size: number,
  scheme: Scheme,
): number {
  let smallest = Infinity;
  let zeros = false;
  const first = start - days * scheme.blocksPerDay;
  for (let from = first; from + size <= start; from += size) {
    const value = valueOver(series, from, from + size);
    if (value > 0) smallest = Math.min(smallest, value);
    else if (value <= 0) zeros = true;
  }
  return zeros && smallest < Infinity ? smallest / 2 : 0;
}

interface LevelTerms {
  readonly shape: Float64Array;
  readonly offset: number;
  readonly scheme: Scheme;
}

function levelBefore(series: CumulatedSeries, start: number, size: number, terms: LevelTerms): number {
  const { shape, offset, scheme } = terms;
  const values: number[] = [];
  for (let to = start; to - size >= start - scheme.levelHours * scheme.blocksPerHour; to -= size) {
    const value = Math.log(valueOver(series, to - size, to) + offset);
    if (Number.isFinite(value)) values.push(value - shapeOver(shape, to - size - start, size, scheme));
  }
  return medianInPlace(Float64Array.from(values));
}

/**
 * The shape of a group of blocks, `from` counted from the start (negative before it): at full hours the hour's own,
 * in between on the line from the middle of one hour to that of the next, so that no step stands at a full hour.
 */
export function shapeOver(shape: Float64Array, from: number, size: number, scheme: Scheme): number {
  const middle = (from + size / 2) / scheme.blocksPerHour - 0.5;
  const below = Math.floor(middle);
  const part = middle - below;
  const first = valueAt(shape, ((below % DAY_HOURS) + DAY_HOURS) % DAY_HOURS);
  if (part === 0) return first;
  return first * (1 - part) + valueAt(shape, (((below + 1) % DAY_HOURS) + DAY_HOURS) % DAY_HOURS) * part;
}
