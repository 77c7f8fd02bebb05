import type { DriftClass } from '../drift/drift-class.ts';
import type { Severity } from '../drift/severity.ts';
import type { Json, JsonObject } from '../json.ts';
import { compileCondition } from './cel-condition.ts';
import type { Condition } from './cel-condition.ts';
import { guardsOf } from './condition-guards.ts';
import { SEVERITY_VARIABLES, severityVariables, textVariable } from './severity-subject.ts';
import type { SeveritySubject } from './severity-subject.ts';

/** A rule as it is written: in kedge.yaml or shipped. */
export interface SeverityRule {
  readonly id: string;
  /** A CEL condition over {@link SeveritySubject}; it must give true or false. */
  readonly when: string;
  readonly severity: Severity;
  /** One sentence for the report: why it is that bad. */
  readonly why: string;
}

/** A shipped rule shows a difference it matches and a near one it does not; both are tested. */
export interface ShippedSeverityRule extends SeverityRule {
  readonly example: SubjectExample;
  readonly counter: SubjectExample;
}

/** A subject in short: what is left out has the usual value. */
export interface SubjectExample {
  readonly type: string;
  readonly name?: string;
  readonly path?: string;
  readonly before?: Json;
  readonly after?: Json;
  readonly class?: DriftClass;
  readonly change?: SeveritySubject['change'];
  readonly element?: Json;
  readonly values?: JsonObject;
}

export interface CompiledSeverityRule extends SeverityRule {
  readonly condition: Condition;
}

export interface RuleProblem {
  readonly id: string;
  readonly message: string;
}

export interface SeverityVerdict {
  readonly severity: Severity;
  /** The id of the rule, or `class/<class>` when none matched. */
  readonly rule: string;
  readonly why: string;
  /** Rules that could not be decided for this subject, e.g. for a missing key; they count as no match. */
  readonly problems: readonly RuleProblem[];
}

const BY_CLASS: Readonly<Record<DriftClass, { readonly severity: Severity; readonly why: string }>> = {
  conflict: { severity: 'medium', why: 'the next apply undoes the change' },
  deleted: { severity: 'high', why: 'something the code declares is gone' },
  output_effect: { severity: 'low', why: 'readers of the output see a changed value' },
  absorbed: { severity: 'low', why: 'the code does not set it' },
  unapplied_code: { severity: 'low', why: 'the code is not applied yet' },
};

/** Compiles the rules in their order. One that cannot be compiled is left out and named in `problems`. */
export function compileSeverityRules(rules: readonly SeverityRule[]): {
  readonly rules: readonly CompiledSeverityRule[];
  readonly problems: readonly RuleProblem[];
} {
  const compiled: CompiledSeverityRule[] = [];
  const problems: RuleProblem[] = [];
  for (const rule of rules) {
    const result = compileCondition(rule.when, SEVERITY_VARIABLES);
    if ('problem' in result) problems.push({ id: rule.id, message: result.problem });
    else compiled.push({ ...rule, condition: result.condition });
  }
  return { rules: compiled, problems };
}

/**
 * Rules of which it is known that they compile. Each is compiled when a difference passes its guards, which most
 * rules never see: to compile all shipped ones takes longer than the rest of a small scan.
 */
export const rulesOnDemand = (rules: readonly SeverityRule[]): readonly CompiledSeverityRule[] =>
  rules.map((rule) => ({ ...rule, condition: conditionOnDemand(rule.when) }));

function conditionOnDemand(text: string): Condition {
  let compiled: ReturnType<typeof compileCondition> | null = null;
  return {
    text,
    guards: guardsOf(text),
    evaluate: (variables) => {
      compiled ??= compileCondition(text, SEVERITY_VARIABLES);
      return 'problem' in compiled ? compiled : compiled.condition.evaluate(variables);
    },
  };
}

/** The first rule that matches gives the severity, so a user's rules come before the shipped ones. Never throws. */
export function severityOf(
  rules: readonly CompiledSeverityRule[],
  subject: SeveritySubject,
): SeverityVerdict {
  const variables = severityVariables(subject);
  const problems: RuleProblem[] = [];
  for (const { id, severity, why, condition } of rules) {
    if (!passesGuards(condition, subject)) continue;
    const result = condition.evaluate(variables);
    if ('problem' in result) problems.push({ id, message: result.problem });
    else if (result.holds) return { severity, rule: id, why, problems };
  }
  return { ...BY_CLASS[subject.class], rule: `class/${subject.class}`, problems };
}

/** The subject that an example stands for. */
export function subjectOf(example: SubjectExample): SeveritySubject {
  const { type, name = 'example', path = '', before = null, after = null, values } = example;
  const deleted = example.class === 'deleted';
  return {
    resource: { address: `${type}.${name}`, type, name, module: '', provider: type.split('_')[0] ?? '' },
    path,
    attribute: /^[\w-]*/.exec(path)?.[0] ?? '',
    before,
    after,
    intent: before,
    class: example.class ?? 'conflict',
    change: example.change ?? (deleted ? 'removed' : 'changed'),
    stack: 'example',
    element: example.element ?? null,
    values: values ?? null,
  };
}

function passesGuards(condition: Condition, subject: SeveritySubject): boolean {
  return condition.guards.every((guard) =>
    guard.some(({ variable, texts }) => {
      const text = textVariable(subject, variable);
      return text === null || texts.has(text);
    }),
  );
}
