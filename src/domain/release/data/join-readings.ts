import { valueAt } from '../../stats/value-at.ts';
import { addFaults, type FaultCounts } from './data-fault.ts';
import type { Readings } from './measure.ts';
import type { DataQuality } from './resolve-series.ts';
import type { Samples } from './sample.ts';

export interface JoinedReadings {
  readonly samples: Samples;
  readonly resetsMs: readonly number[];
}

/**
 * Numerator and denominator of the same steps as samples. A step that has only one of them is no sample of a share: its
 * other half is NaN, so that it is told apart and never taken for a zero.
 * @param absentIsZero a numerator that the source does not know where it knows the denominator counts as 0: a counter of
 *   errors often does not exist before the first one. Only a person can know that, so it has to be declared.
 */
export function joinReadings(num: Readings, den: Readings, absentIsZero: boolean): JoinedReadings {
  const byTime = placesByTime(num);
  const length = den.timeMs.length;
  const joined = new Float64Array(length);
  const receivedMs =
    num.receivedMs === null && den.receivedMs === null ? null : new Float64Array(length).fill(Number.NaN);
  for (let i = 0; i < length; i += 1) {
    const at = byTime.get(valueAt(den.timeMs, i));
    if (at === undefined) joined[i] = absentIsZero ? 0 : Number.NaN;
    else joined[i] = at === TWO_VALUES ? Number.NaN : valueAt(num.value, at);
    if (receivedMs !== null)
      receivedMs[i] = later(
        receivedAt(den, i),
        at === undefined || at === TWO_VALUES ? Number.NaN : receivedAt(num, at),
      );
  }
  return {
    samples: { timeMs: den.timeMs, num: joined, den: den.value, receivedMs },
    resetsMs: [...num.resetsMs, ...den.resetsMs],
  };
}

/** Instead of a place: which of two values of one time is true cannot be known. */
const TWO_VALUES = -1;

function placesByTime({ timeMs, value }: Readings): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (let i = 0; i < timeMs.length; i += 1) {
    const time = valueAt(timeMs, i);
    const known = places.get(time);
    const differs =
      known !== undefined && (known === TWO_VALUES || valueAt(value, known) !== valueAt(value, i));
    places.set(time, differs ? TWO_VALUES : i);
  }
  return places;
}

const receivedAt = ({ receivedMs }: Readings, i: number): number =>
  receivedMs === null ? Number.NaN : valueAt(receivedMs, i);

const later = (a: number, b: number): number => (Number.isNaN(a) || b > a ? b : a);

/** A plain value as samples of it over 1. */
export const plainSamples = ({ timeMs, value, receivedMs }: Readings): Samples => ({
  timeMs,
  num: value,
  den: new Float64Array(value.length).fill(1),
  receivedMs,
});

/** Resets that the source saw, counted where they lie: in the watch they forbid CLEARED. */
export function withResets(
  quality: DataQuality,
  resetsMs: readonly number[],
  { watchMs, asOfMs }: { readonly watchMs: number; readonly asOfMs: number },
): DataQuality {
  const count = (holds: (time: number) => boolean): FaultCounts => {
    const resets = resetsMs.filter((time) => time <= asOfMs && holds(time)).length;
    return resets === 0 ? {} : { 'counter reset': resets };
  };
  return {
    ...quality,
    watchFaults: addFaults(
      quality.watchFaults,
      count((time) => time >= watchMs),
    ),
    historyFaults: addFaults(
      quality.historyFaults,
      count((time) => time < watchMs),
    ),
  };
}
