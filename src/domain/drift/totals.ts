import type { RuleCount, Totals } from './report.ts';

/** Adds totals up; rules in order of their name so that the sum does not depend on the order of stacks. */
export function sumTotals(parts: readonly Totals[]): Totals {
  const counts = new Map<string, number>();
  for (const part of parts) {
    for (const { rule, count } of part.suppressed) counts.set(rule, (counts.get(rule) ?? 0) + count);
  }
  return {
    found: parts.reduce((sum, part) => sum + part.found, 0),
    reported: parts.reduce((sum, part) => sum + part.reported, 0),
    suppressed: countsInOrder(counts),
  };
}

export function countRules(rules: readonly string[]): RuleCount[] {
  const counts = new Map<string, number>();
  for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return countsInOrder(counts);
}

const countsInOrder = (counts: ReadonlyMap<string, number>): RuleCount[] =>
  [...counts].map(([rule, count]) => ({ rule, count })).toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
