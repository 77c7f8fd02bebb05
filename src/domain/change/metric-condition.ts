import { compileCondition, type Condition } from '../policy/cel-condition.ts';
import { toCel } from '../policy/cel-values.ts';

/**
 * What a condition sees of a metric. null where it was not measured: a condition that needs it cannot be decided then,
 * and what cannot be decided is never taken for a yes.
 */
export interface MetricReading {
  /** The newest quarter of an hour. */
  readonly now: number | null;
  /** Since the step, or since the watch began. */
  readonly since: number | null;
  /** What it is held against at the same time: the control, or the same hours of the day before. */
  readonly baseline: number | null;
  /** `since` over `baseline` less one: 0.1 is 10 % more. */
  readonly change: number | null;
  /** Blocks with a value since then. */
  readonly blocks: number;
}

export type MetricReadings = Readonly<Record<string, MetricReading>>;

const FIELDS = ['now', 'since', 'baseline', 'change', 'blocks'] as const;

/** Compiles `error_rate.now > 0.05 && p95_latency.change < 0.1`. */
export const compileMetricCondition = (
  text: string,
  metrics: readonly string[],
): { readonly condition: Condition } | { readonly problem: string } =>
  compileCondition(text, Object.fromEntries(metrics.map((name) => [name, FIELDS])));

/** `unknown` when a value that it needs is not there. */
export type Held = { readonly held: boolean } | { readonly unknown: string };

export function metricConditionHolds(text: string, readings: MetricReadings): Held {
  const compiled = compileMetricCondition(text, Object.keys(readings));
  if ('problem' in compiled)
    return { unknown: `The condition \`${text}\` cannot be used. ${compiled.problem}` };
  const unmeasured = Object.entries(readings).flatMap(([name, reading]) =>
    FIELDS.filter((field) => reading[field] === null && mentions(text, name, field)).map(
      (field) => `${name}.${field}`,
    ),
  );
  if (unmeasured.length > 0) {
    return { unknown: `\`${text}\` cannot be decided: ${unmeasured.join(', ')} was not measured.` };
  }
  const result = compiled.condition.evaluate(
    Object.fromEntries(Object.entries(readings).map(([name, reading]) => [name, toCel({ ...reading })])),
  );
  return 'problem' in result ? { unknown: `\`${text}\` ${result.problem}` } : { held: result.holds };
}

/** Doubt errs to saying that it does: then the condition is unknown, and nothing goes on by it. */
const mentions = (text: string, name: string, field: string): boolean =>
  new RegExp(String.raw`\b${RegExp.escape(name)}\s*(?:\.\s*${field}\b|\[)`).test(text);
