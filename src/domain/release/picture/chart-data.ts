import { cumulate, valueOver } from '../block-series.ts';
import { DAY_MS } from '../before-after/scheme.ts';
import { blocksOver, startBlock, type MetricEvidence, type Watch } from '../evidence.ts';

/** The watch in columns: what was measured, and what it is held against. NaN where nothing was measured. */
export interface ChartData {
  readonly release: readonly number[];
  readonly baseline: readonly number[];
  /** The control at the same time, or the day before. */
  readonly baselineName: string;
  readonly blocksPerColumn: number;
  /** Blocks of the whole watch; `release` may end before it. */
  readonly plannedBlocks: number;
}

/** @param most columns */
export function chartData(evidence: MetricEvidence, watch: Watch, most: number): ChartData {
  const { release, control } = evidence;
  const plannedBlocks = Math.max(1, Math.floor(watch.watchMs / release.blockMs));
  const blocksPerColumn = Math.ceil(plannedBlocks / most);
  const start = startBlock(watch, release);
  const over = blocksOver(watch, release);
  const day = control === null ? DAY_MS / release.blockMs : 0;
  const own = cumulate(release);
  const other = control === null ? own : cumulate(control);
  const columns = Array.from(
    { length: Math.ceil(plannedBlocks / blocksPerColumn) },
    (_, i) => i * blocksPerColumn,
  );
  return {
    release: columns.map((from) =>
      valueOver(own, start + from, start + Math.min(from + blocksPerColumn, over)),
    ),
    baseline: columns.map((from) =>
      valueOver(other, start + from - day, start + Math.min(from + blocksPerColumn, plannedBlocks) - day),
    ),
    baselineName: control === null ? 'the day before' : 'control',
    blocksPerColumn,
    plannedBlocks,
  };
}

/** Four digits are read; more are not known. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}
