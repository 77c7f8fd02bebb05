import type { MetricSource, SourceFault } from '#ports/metric-source.ts';

export interface PricedSettings {
  readonly name: string;
  /** In whatever currency; the same for all costs of one metric. */
  readonly pricePerHour: number;
  /** Counts what is paid for. */
  readonly counted: MetricSource;
}

const HOUR_MS = 3_600_000;

/** Resource hours times price: a level of the other source, such as running tasks, as a cost per step. */
export function pricedSource({ name, pricePerHour, counted }: PricedSettings): MetricSource {
  return {
    name,
    counts: 'amount',
    measure: async ({ read, of }, range, signal) => {
      if (read !== 'amount') return onlyAmounts(name, of);
      const level = await counted.measure({ read: 'level', of }, range, signal);
      if ('fault' in level) return level;
      const hours = range.stepMs / HOUR_MS;
      return { ...level, value: level.value.map((count) => count * hours * pricePerHour) };
    },
    slowThreshold: (of) => Promise.resolve(onlyAmounts(name, of)),
    slowRequests: (of) => Promise.resolve(onlyAmounts(name, of)),
  };
}

const onlyAmounts = (name: string, of: string): SourceFault => ({
  fault: 'refused',
  detail: `The prices ${name} were not asked for ${JSON.stringify(of)}: they give amounts. Declare the cost with read: amount.`,
});
