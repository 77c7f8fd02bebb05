import { valueAt } from './value-at.ts';

/** The middle value, or the mean of the two middle ones; NaN without values. Does not change `values`. */
export function median(values: Float64Array): number {
  return medianInPlace(values.slice());
}

/** As {@link median}; leaves `values` sorted. For loops that own their buffer. */
export function medianInPlace(values: Float64Array): number {
  const half = values.length >> 1;
  values.sort();
  return values.length % 2 === 1
    ? valueAt(values, half)
    : (valueAt(values, half - 1) + valueAt(values, half)) / 2;
}

/** The quantile of sorted values by linear interpolation (type 7 of Hyndman and Fan); NaN without values. */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = valueAt(sorted, below);
  if (below + 1 >= sorted.length) return low;
  return low + (place - below) * (valueAt(sorted, below + 1) - low);
}
