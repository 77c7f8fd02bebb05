import { isDeepStrictEqual } from 'node:util';
import type { PlanResult } from '../plan-command.ts';

/**
 * What differs between two plans of one stack, as a short list for a person; empty: nothing. The values themselves
 * are never in it.
 */
export function answerDifferences(one: PlanResult, other: PlanResult): readonly string[] {
  if (one.kind !== other.kind) return [`the outcome (${one.kind} and ${other.kind})`];
  return [
    ...eventDifferences(one, other),
    ...(one.kind === 'changed' && other.kind === 'changed' && !isSamePlan(one.planJson, other.planJson)
      ? ['the plan as JSON']
      : []),
    ...(one.kind === 'failed' && other.kind === 'failed' && one.failure.reason !== other.failure.reason
      ? ['the reason of the failure']
      : []),
  ];
}

function eventDifferences({ events: one }: PlanResult, { events: other }: PlanResult): readonly string[] {
  const numbers = ['read', 'changes', 'drifted', 'outputChanges'] as const;
  const differing = numbers
    .filter((name) => one[name] !== other[name])
    .map((name) => `the number of ${name}`);
  const said = isDeepStrictEqual(sortedTexts(one.diagnostics), sortedTexts(other.diagnostics));
  return said ? differing : [...differing, 'the warnings'];
}

/** Byte for byte but for the time of the plan, or the same but for the order of a list that has none. */
export function isSamePlan(one: string, other: string): boolean {
  if (withoutTimestamp(one) === withoutTimestamp(other)) return true;
  return isDeepStrictEqual(comparable(one), comparable(other));
}

/** The engine writes the time near the end; an attribute of that name somewhere else stays. */
export const withoutTimestamp = (planJson: string): string =>
  planJson.replace(/,"timestamp":"[^"]*"(?=(?:,"(?:applyable|complete|errored)":(?:true|false))*\}\s*$)/, '');

function comparable(planJson: string): unknown {
  const plan = JSON.parse(planJson) as Readonly<Record<string, unknown>>;
  const { timestamp: _, relevant_attributes: relevant, ...rest } = plan;
  return { ...rest, relevant: Array.isArray(relevant) ? sortedTexts(relevant) : relevant };
}

const sortedTexts = (items: readonly unknown[]): readonly string[] =>
  items.map((item) => JSON.stringify(item)).toSorted();
