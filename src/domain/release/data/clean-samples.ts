import { valueAt } from '../../stats/value-at.ts';
import type { DataFault, FaultCounts } from './data-fault.ts';
import type { SampleKind, Samples } from './sample.ts';

/** What was asked for, and when. */
export interface SampleRange {
  readonly fromMs: number;
  /** Nothing after it counts: for whoever judges then, it has not happened. */
  readonly asOfMs: number;
  /** From here on faults are counted for the watch, before it for the history. */
  readonly watchMs: number;
  /** num is a part of den, so it cannot be larger. */
  readonly isShare: boolean;
}

export interface CleanSamples {
  /** In the order of time, each time once. */
  readonly timeMs: Float64Array;
  /** NaN where the sample is unusable: its place in time still tells that something was there. */
  readonly num: Float64Array;
  readonly den: Float64Array;
  readonly watchFaults: FaultCounts;
  readonly historyFaults: FaultCounts;
}

/** Puts samples in order and tells the faults of single samples apart. Never throws, whatever comes in. */
export function cleanSamples(samples: Samples, kind: SampleKind, range: SampleRange): CleanSamples {
  const tally = faultTally(range.watchMs);
  const order = usableOrder(samples, range, tally);
  const kept = {
    timeMs: new Float64Array(order.length),
    num: new Float64Array(order.length),
    den: new Float64Array(order.length),
  };
  let length = 0;
  for (const index of order) {
    const time = valueAt(samples.timeMs, index);
    const pair = { num: valueAt(samples.num, index), den: valueAt(samples.den, index) };
    const fault = valueFault(pair, range.isShare && kind !== 'counter');
    if (fault !== null) tally.add(fault, time);
    const num = fault === null ? pair.num : Number.NaN;
    if (length > 0 && time === kept.timeMs[length - 1]) {
      const same = Object.is(num, kept.num[length - 1]) && pair.den === kept.den[length - 1];
      tally.add(same ? 'repeated' : 'same time, other value', time);
      // Which of two values is true cannot be known, so neither is used.
      if (!same) kept.num[length - 1] = Number.NaN;
      continue;
    }
    kept.timeMs[length] = time;
    kept.num[length] = num;
    kept.den[length] = pair.den;
    length += 1;
  }
  return {
    timeMs: kept.timeMs.subarray(0, length),
    num: kept.num.subarray(0, length),
    den: kept.den.subarray(0, length),
    watchFaults: tally.watch,
    historyFaults: tally.history,
  };
}

interface Tally {
  readonly watch: Partial<Record<DataFault, number>>;
  readonly history: Partial<Record<DataFault, number>>;
  readonly add: (fault: DataFault, timeMs: number) => void;
}

function faultTally(watchMs: number): Tally {
  const watch: Partial<Record<DataFault, number>> = {};
  const history: Partial<Record<DataFault, number>> = {};
  return {
    watch,
    history,
    add: (fault, timeMs) => {
      // A sample without a time could be anybody's; it must not be forgotten.
      const counts = timeMs < watchMs ? history : watch;
      counts[fault] = (counts[fault] ?? 0) + 1;
    },
  };
}

/** The samples that lie in the range, by time; those of one time in the order in which they came. */
function usableOrder(samples: Samples, range: SampleRange, tally: Tally): Uint32Array {
  const { timeMs, receivedMs } = samples;
  const order = new Uint32Array(timeMs.length);
  let count = 0;
  let latest = -Infinity;
  let sorted = true;
  for (let i = 0; i < timeMs.length; i += 1) {
    const time = valueAt(timeMs, i);
    const fault = timeFault(time, receivedMs === null ? time : valueAt(receivedMs, i), range);
    if (fault !== null) {
      tally.add(fault, time);
      continue;
    }
    if (time < latest) {
      tally.add('out of order', time);
      sorted = false;
    }
    latest = Math.max(latest, time);
    order[count] = i;
    count += 1;
  }
  const kept = order.subarray(0, count);
  return sorted ? kept : kept.toSorted((a, b) => valueAt(timeMs, a) - valueAt(timeMs, b) || a - b);
}

function timeFault(time: number, received: number, range: SampleRange): DataFault | null {
  if (!Number.isFinite(time)) return 'not a number';
  if (time > range.asOfMs) return 'after the look';
  if (time < range.fromMs) return 'outside the range';
  return received > range.asOfMs ? 'received late' : null;
}

function valueFault({ num, den }: { num: number; den: number }, isShare: boolean): DataFault | null {
  if (Number.isNaN(num) || Number.isNaN(den)) return 'not a number';
  if (!Number.isFinite(num) || !Number.isFinite(den)) return 'infinite';
  if (num < 0 || den < 0) return 'negative';
  return isShare && num > den ? 'more than the whole' : null;
}
