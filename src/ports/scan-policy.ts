import type { AcceptedBaseline } from '#domain/drift/accepted-baseline.ts';
import type { ClassifyOptions } from '#domain/drift/classify-plan.ts';
import type { DriftClass } from '#domain/drift/drift-class.ts';
import type { CompiledSeverityRule } from '#domain/policy/severity-rules.ts';

/** By what the findings of a scan are judged. */
export interface ScanPolicy {
  readonly ignore: ClassifyOptions['ignore'];
  /** What is wrong with the policies, for the report. */
  readonly warnings: readonly string[];
  /** Compiled at the first question. */
  readonly severity: () => readonly CompiledSeverityRule[] | Promise<readonly CompiledSeverityRule[]>;
  readonly accepted: readonly AcceptedBaseline[];
  readonly counted: readonly DriftClass[];
  readonly disabledRules: readonly string[];
}
