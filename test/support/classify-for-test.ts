import { classifyPlan, type Classification } from '#domain/drift/classify-plan.ts';
import { COUNTED_BY_DEFAULT } from '#domain/drift/drift-class.ts';
import { planFrom, type PlanReading } from '#domain/drift/plan.ts';
import { severityRulesOf } from '#domain/policy/all-severity-rules.ts';
import { parseDriftIgnore } from '#domain/policy/drift-ignore.ts';
import { createRedactor, type Redactor } from '#domain/secret/redact.ts';
import type { JsonObject } from '#domain/json.ts';

const shipped = severityRulesOf([]);

interface Given {
  /** The text of a `.driftignore`. */
  readonly ignore?: string;
  readonly today?: string;
  readonly redactor?: Redactor;
}

/** Classifies a plan as `kedge scan` does with no settings. */
export const classify = (plan: JsonObject, given: Given = {}): Classification =>
  classifyReading(planFrom(plan), given);

export function classifyReading(reading: PlanReading, given: Given = {}): Classification {
  if ('problem' in reading) throw new Error(`The test's plan cannot be read: ${reading.problem}`);
  return classifyPlan(reading.plan, {
    stack: 'test',
    redactor: given.redactor ?? createRedactor(new Uint8Array(32)),
    severity: shipped(),
    counted: COUNTED_BY_DEFAULT,
    moves: [],
    locate: () => null,
    ignore: parseDriftIgnore(given.ignore ?? '').rules,
    today: given.today ?? '2026-01-01',
    disabledRules: [],
  });
}
