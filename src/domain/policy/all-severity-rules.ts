import { DEFAULT_SEVERITY_RULES } from './default-severity-rules.ts';
import { rulesOnDemand, type CompiledSeverityRule, type SeverityRule } from './severity-rules.ts';

/**
 * A user's rules before the shipped ones, made at the first question: a stack in sync never asks. The user's were
 * checked when kedge.yaml was read, the shipped ones by a test.
 */
export function severityRulesOf(own: readonly SeverityRule[]): () => readonly CompiledSeverityRule[] {
  let compiled: readonly CompiledSeverityRule[] | null = null;
  return () => (compiled ??= rulesOnDemand([...own, ...DEFAULT_SEVERITY_RULES]));
}
