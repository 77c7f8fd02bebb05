import { appendFileSync } from 'node:fs';

/** Takes a time down in the file that KEDGE_TIMES names: a long run is watched by it. */
export function noteTime(what: string, ms: number): void {
  const file = process.env['KEDGE_TIMES'];
  if (file !== undefined) appendFileSync(file, `${what}\t${Math.round(ms)}\n`);
}

/** How times are spread, for whoever reads the output of a test. */
export function distribution(timesMs: readonly number[]): string {
  const sorted = timesMs.toSorted((a, b) => a - b);
  const at = (share: number): string => {
    const time = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    return time === undefined ? 'never' : `${(time / 1000).toFixed(1)} s`;
  };
  return `min ${at(0)}, p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} (n = ${sorted.length})`;
}
