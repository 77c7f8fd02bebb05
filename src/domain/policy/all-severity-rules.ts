import { DEFAULT_SEVERITY_RULES } from './default-severity-rules.ts';
import { compileSeverityRules, type CompiledSeverityRule, type SeverityRule } from './severity-rules.ts';

/**
 * A user's rules before the shipped ones, compiled at the first question: a stack in sync never asks. The user's were
 * checked when kedge.yaml was read.
 */
export function severityRulesOf(own: readonly SeverityRule[]): () => readonly CompiledSeverityRule[] {
  let compiled: readonly CompiledSeverityRule[] | null = null;
  return () => (compiled ??= compileSeverityRules([...own, ...DEFAULT_SEVERITY_RULES]).rules);
}
