/** What can be wrong with a sample. Each is told apart, counted, and never taken for a measurement. */
export const DATA_FAULTS = [
  'not a number',
  'infinite',
  'negative',
  'more than the whole',
  'counter reset',
  'same time, other value',
  'repeated',
  'out of order',
  'after the look',
  'received late',
  'outside the range',
] as const;

export type DataFault = (typeof DATA_FAULTS)[number];

export type FaultCounts = Readonly<Partial<Record<DataFault, number>>>;

/** Faults after which a series is never CLEARED: what they hide may be what was to be seen. The others cost nothing. */
const SPOILING: readonly DataFault[] = [
  'not a number',
  'infinite',
  'negative',
  'more than the whole',
  'counter reset',
  'same time, other value',
  'received late',
];

/** What spoils, in words: "3 not a number, 1 counter reset"; null when nothing does. */
export function spoilingFaults(counts: FaultCounts): string | null {
  const spoiling = SPOILING.filter((fault) => (counts[fault] ?? 0) > 0);
  return spoiling.length === 0 ? null : spoiling.map((fault) => `${counts[fault]} ${fault}`).join(', ');
}

/** Everything that was seen, in words; null when nothing was. */
export function allFaults(counts: FaultCounts): string | null {
  const seen = DATA_FAULTS.filter((fault) => (counts[fault] ?? 0) > 0);
  return seen.length === 0 ? null : seen.map((fault) => `${counts[fault]} ${fault}`).join(', ');
}

/** Both together. */
export function addFaults(a: FaultCounts, b: FaultCounts): FaultCounts {
  const sum: Partial<Record<DataFault, number>> = { ...a };
  for (const fault of DATA_FAULTS) {
    const more = b[fault];
    if (more !== undefined) sum[fault] = (sum[fault] ?? 0) + more;
  }
  return sum;
}
