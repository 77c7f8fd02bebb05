import type { Change } from '#domain/change/change.ts';
import type { MetricReading, MetricReadings } from '#domain/change/metric-condition.ts';
import { readingOf } from '#domain/change/metric-readings.ts';
import type { ProgramAnswers } from '#domain/change/stop-answer.ts';
import { DAY_MS } from '#domain/release/before-after/scheme.ts';
import type { ChangeDependencies } from './change-dependencies.ts';
import { readBlocks } from './read-blocks.ts';

const NOTHING: MetricReading = { now: null, since: null, baseline: null, change: null, blocks: 0 };

/**
 * Every declared metric as conditions see it, since an instant, from the sources themselves. What could not be read is
 * nothing, and a condition that needs it is undecided.
 */
export async function readConditions(
  { declaration }: Change,
  sinceMs: number,
  nowMs: number,
  { metrics: reader }: ChangeDependencies,
  signal: AbortSignal,
): Promise<MetricReadings> {
  const { blockMs } = declaration.watch;
  const from = Math.ceil(sinceMs / blockMs) * blockMs;
  const to = Math.floor(nowMs / blockMs) * blockMs;
  const readings: Record<string, MetricReading> = {};
  for (const metric of declaration.metrics) {
    readings[metric.name] = NOTHING;
    if (to <= from) continue;
    const stretch = { fromMs: from - DAY_MS, toMs: to, blockMs };
    const release = await readBlocks(metric.release, metric, stretch, reader, signal);
    const control =
      metric.control === null
        ? null
        : await readBlocks(
            metric.control,
            metric,
            stretch,
            reader,
            signal,
            'fault' in release ? null : release.threshold,
          );
    if ('fault' in release || (control !== null && 'fault' in control)) continue;
    const since = Math.round(DAY_MS / blockMs);
    readings[metric.name] = readingOf(
      release.series,
      control?.series ?? null,
      since,
      release.series.num.length,
    );
  }
  return readings;
}

/** Runs the programs among the stop conditions. */
export async function askPrograms(
  { id, declaration, attempt }: Change,
  { runner }: ChangeDependencies,
  signal: AbortSignal,
): Promise<ProgramAnswers> {
  const answers = new Map<string, { exitCode: number | null; problem: string | null }>();
  for (const condition of declaration.stopConditions) {
    if (condition.kind !== 'command') continue;
    const facts = { KEDGE_CHANGE: id, KEDGE_STOP_CONDITION: condition.id, KEDGE_ATTEMPT: String(attempt) };
    const { exitCode, problem } = await runner.run({ command: condition.command, facts }, signal);
    answers.set(condition.id, { exitCode, problem });
  }
  return answers;
}
