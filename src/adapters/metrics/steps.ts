import type { Readings, StepRange } from '#domain/release/data/measure.ts';

/** Pieces of a range that a source answers at once. */
export function* pieces(range: StepRange, mostSteps: number): Generator<StepRange> {
  const { stepMs, toMs } = range;
  for (let fromMs = range.fromMs; fromMs < toMs; fromMs += mostSteps * stepMs) {
    yield { fromMs, toMs: Math.min(toMs, fromMs + mostSteps * stepMs), stepMs };
  }
}

/** Readings of one piece after the other. */
export function chain(parts: readonly Readings[]): Readings {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const received = parts.flatMap(({ receivedMs }) => (receivedMs === null ? [] : [receivedMs]));
  const settled = parts.flatMap(({ settledToMs }) => (settledToMs === null ? [] : [settledToMs]));
  return {
    timeMs: concat(parts.map(({ timeMs }) => timeMs)),
    value: concat(parts.map(({ value }) => value)),
    receivedMs: received.length === parts.length && parts.length > 0 ? concat(received) : null,
    resetsMs: parts.flatMap(({ resetsMs }) => resetsMs),
    settledToMs: settled.length === 0 ? null : Math.min(...settled),
  };
}

function concat(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

/** Why a range cannot be asked for; null when it can. */
export function rangeProblem({ fromMs, toMs, stepMs }: StepRange): string | null {
  const steps = (toMs - fromMs) / stepMs;
  if (stepMs > 0 && Number.isInteger(steps) && steps > 0) return null;
  return `The range from ${fromMs} to ${toMs} ms is no whole number of steps of ${stepMs} ms.`;
}

export const plainReadings = (
  points: readonly { readonly timeMs: number; readonly value: number }[],
): Readings => ({
  timeMs: Float64Array.from(points, ({ timeMs }) => timeMs),
  value: Float64Array.from(points, ({ value }) => value),
  receivedMs: null,
  resetsMs: [],
  settledToMs: null,
});
