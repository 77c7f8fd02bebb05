import { celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import type { CelInput } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { unknownNames } from './cel-names.ts';
import { conditionFunctions } from './condition-functions.ts';
import { guardsOf, type Guard } from './condition-guards.ts';

/** The variables of a condition. Values may be getters: only what a condition reads is made. */
export type ConditionVariables = Readonly<Record<string, CelInput>>;

export type ConditionResult = { readonly holds: boolean } | { readonly problem: string };

export interface Condition {
  readonly text: string;
  /** Equalities without which the condition is false; checking them first spares most evaluations. */
  readonly guards: readonly Guard[];
  evaluate(variables: ConditionVariables): ConditionResult;
}

const environment = celEnv({ funcs: [...strings, ...conditionFunctions] });

/**
 * Compiles a CEL condition. Numbers of JSON are doubles and compare with int literals as expected (`after > 2`).
 * @param names the variables there are, each with its fields where they are fixed (null: any)
 */
export function compileCondition(
  text: string,
  names: Readonly<Record<string, readonly string[] | null>>,
): { readonly condition: Condition } | { readonly problem: string } {
  const parsed = parseText(text);
  if ('problem' in parsed) return parsed;
  const { expr } = parsed.parsed;
  const unknown = unknownNames(expr, names, (name) => environment.funcs.find(name) !== undefined);
  if (unknown.length > 0) return { problem: unknown.join(' ') };
  const run = plan(environment, expr);
  return {
    condition: {
      text,
      guards: guardsOf(text),
      evaluate(variables) {
        const result = run(variables);
        if (isCelError(result)) return { problem: `cannot be decided: ${result.message}` };
        if (typeof result === 'boolean') return { holds: result };
        return { problem: 'gives no true or false. Compare the value with something.' };
      },
    },
  };
}

function parseText(
  text: string,
): { readonly parsed: ReturnType<typeof parse> } | { readonly problem: string } {
  try {
    return { parsed: parse(text) };
  } catch (error) {
    return { problem: syntaxProblem(error instanceof Error ? error.message : String(error)) };
  }
}

/** The parser lists every token it would have taken; the place and what stood there are what a person needs. */
function syntaxProblem(message: string): string {
  const [, line, column, rest = message] = /^<input>:(\d+):(\d+): (.*)$/s.exec(message) ?? [];
  const what = rest.replace(/ but expecting .*$/s, '');
  if (line === undefined) return `The condition is not valid CEL: ${what}.`;
  const place = line === '1' ? `character ${column}` : `line ${line}, character ${column}`;
  return `The condition is not valid CEL at ${place}: ${what}.`;
}
