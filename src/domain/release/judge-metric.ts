import { runBeforeAfter } from './before-after/run-before-after.ts';
import { contaminationIn } from './contamination.ts';
import { runWithControl } from './control/run-with-control.ts';
import { spoilingFaults } from './data/data-fault.ts';
import type { DataQuality } from './data/resolve-series.ts';
import { blocksOver, startBlock, type MetricEvidence, type Watch } from './evidence.ts';
import type { MethodRun } from './method-run.ts';
import type { Outcome } from './outcome.ts';
import { seriesDigest } from './series-digest.ts';
import { unitsChanged } from './units-changed.ts';

/** Why a metric got its verdict, for machines. */
export type ReasonCode =
  | 'outage'
  | 'no data'
  | 'contaminated'
  | 'alarm'
  | 'advisory alarm'
  | 'running'
  | 'stale data'
  | 'spoiled data'
  | 'gaps'
  | 'units'
  | 'not shown'
  | 'kept';

export interface MetricVerdict {
  readonly name: string;
  readonly outcome: Outcome;
  readonly code: ReasonCode;
  /** For a person, with what was seen and what follows. */
  readonly sentence: string;
  readonly method: MethodRun['method'];
  /** When the deciding look was made; null without an alarm. */
  readonly calledAtMs: number | null;
  readonly by: 'look' | 'fast path' | null;
  readonly looks: number;
  readonly judged: number;
  readonly missing: number;
  /** Of the deciding look, or of the last. */
  readonly statistic: number | null;
  readonly bound: number | null;
  readonly effect: MethodRun['effect'];
  readonly alpha: number;
  readonly alphaSpent: number;
  readonly digest: string;
  readonly controlDigest: string | null;
}

/** CLEARED needs at least this share of the watch's blocks. */
const LEAST_KNOWN = 0.9;

export const runMethod = (evidence: MetricEvidence, watch: Watch, alpha: number): MethodRun =>
  evidence.control === null ? runBeforeAfter(evidence, watch, alpha) : runWithControl(evidence, watch, alpha);

/** @param alpha this metric's share of the family's false-alarm rate */
export function judgeMetric(evidence: MetricEvidence, watch: Watch, alpha: number): MetricVerdict {
  const run = runMethod(evidence, watch, alpha);
  const { outcome, code, sentence } = decide(evidence, watch, run);
  const last = run.alarm ?? run.looks.at(-1) ?? null;
  return {
    name: evidence.plan.name,
    outcome,
    code,
    sentence,
    method: run.method,
    calledAtMs: run.alarm === null ? null : atMs(evidence, watch, run.alarm.blocks),
    by: run.alarm?.by ?? null,
    looks: run.looks.length,
    judged: run.judged,
    missing: run.missing,
    statistic: finite(last?.statistic),
    bound: finite(last?.bound),
    effect: { atLeast: finite(run.effect.atLeast), atMost: finite(run.effect.atMost) },
    alpha,
    alphaSpent: run.alphaSpent,
    digest: seriesDigest(evidence.release),
    controlDigest: evidence.control === null ? null : seriesDigest(evidence.control),
  };
}

/** JSON has no Infinity and no NaN; a stored verdict must read back as it was. */
const finite = (value: number | null | undefined): number | null =>
  value !== null && value !== undefined && Number.isFinite(value) ? value : null;

const atMs = ({ release }: MetricEvidence, watch: Watch, blocks: number): number =>
  release.startMs + (startBlock(watch, release) + blocks) * release.blockMs;

interface Decision {
  readonly outcome: Outcome;
  readonly code: ReasonCode;
  readonly sentence: string;
}

const held = (code: ReasonCode, sentence: string): Decision => ({ outcome: 'INCONCLUSIVE', code, sentence });

/** In the order of what makes the rest worthless. */
function decide(evidence: MetricEvidence, watch: Watch, run: MethodRun): Decision {
  if (evidence.outage !== null) {
    const sentence = `The source of the data did not answer: ${evidence.outage} That says nothing about the release.`;
    return { outcome: 'ERROR', code: 'outage', sentence };
  }
  if (isEmpty(evidence)) return held('no data', 'No sample of the watch arrived, so nothing was judged.');
  const judgedTo = run.alarm === null ? watch.asOfMs : atMs(evidence, watch, run.alarm.blocks);
  const dirty = contaminationIn(
    watch.contaminations,
    watch.startMs,
    Math.min(judgedTo, watch.startMs + watch.watchMs),
  );
  if (dirty !== null) {
    const numbers = run.alarm === null ? 'no alarm' : 'an alarm';
    return held(
      'contaminated',
      `The watch is contaminated: ${dirty.what}. The numbers alone say ${numbers}, but what caused them cannot be told.`,
    );
  }
  if (run.alarm !== null) return alarmed(run);
  return withoutAlarm(evidence, watch, run);
}

const isEmpty = ({ quality, controlQuality }: MetricEvidence): boolean =>
  quality.arrival === 'empty' || controlQuality?.arrival === 'empty';

function alarmed({ advisory, alarm }: MethodRun): Decision {
  if (advisory !== null) return held('advisory alarm', `The numbers alarm, but may not decide. ${advisory}`);
  const sentence =
    alarm?.by === 'fast path'
      ? `Many times the errors of any hour of the day before: ${Math.exp(alarm.statistic).toFixed(1)} times its highest rate in one block.`
      : 'It is worse than the tolerance allows, by more than chance and the noise of this series explain.';
  return { outcome: 'REGRESSED', code: 'alarm', sentence };
}

function withoutAlarm(evidence: MetricEvidence, watch: Watch, run: MethodRun): Decision {
  const over = blocksOver(watch, evidence.release);
  const planned = Math.floor(watch.watchMs / evidence.release.blockMs);
  for (const quality of [evidence.quality, evidence.controlQuality]) {
    if (quality !== null && (quality.arrival === 'stale' || quality.arrival === 'late')) {
      return held('stale data', staleSentence(quality.arrival));
    }
  }
  if (over < planned) {
    return held(
      'running',
      `The watch is not over: ${over} of ${planned} blocks so far, and no look alarmed.`,
    );
  }
  const spoiled = spoiledBy(evidence);
  if (spoiled !== null) {
    return held(
      'spoiled data',
      `No look alarmed, but the data of the watch had faults (${spoiled}), and what they hide cannot be cleared.`,
    );
  }
  if (run.judged < LEAST_KNOWN * Math.min(planned, run.judged + run.missing)) {
    return held(
      'gaps',
      `No look alarmed, but ${run.missing} of ${run.judged + run.missing} blocks have no value; a tenth may be missing.`,
    );
  }
  const units = unitsChanged(evidence, watch);
  if (units !== null) return held('units', units);
  return run.clear.may
    ? { outcome: 'CLEARED', code: 'kept', sentence: run.clear.why }
    : held('not shown', run.clear.why);
}

const staleSentence = (arrival: DataQuality['arrival']): string =>
  arrival === 'stale'
    ? 'The data stopped coming before the moment of judgement; what is missing may be the failure.'
    : 'The newest data is late; the judge waits for it.';

function spoiledBy({ quality, controlQuality }: MetricEvidence): string | null {
  const own = spoilingFaults(quality.watchFaults);
  const control = controlQuality === null ? null : spoilingFaults(controlQuality.watchFaults);
  return own ?? (control === null ? null : `in the control ${control}`);
}
