import { childrenOf } from './cel-expression.ts';
import type { Expression } from './cel-expression.ts';
import { closestName } from './closest-name.ts';

const TYPE_NAMES = new Set([
  'int',
  'uint',
  'double',
  'bool',
  'string',
  'bytes',
  'list',
  'map',
  'null_type',
  'type',
]);

type Names = Readonly<Record<string, readonly string[] | null>>;

/**
 * A sentence for every variable, field or function that does not exist. The evaluator would only notice while it
 * decides, and then a mistyped rule would silently never match.
 */
export function unknownNames(
  expression: Expression,
  names: Names,
  isFunction: (name: string) => boolean,
): readonly string[] {
  const found = new Set<string>();
  visit(expression, [], (node, locals) => {
    const { exprKind } = node;
    if (exprKind.case === 'identExpr') {
      const { name } = exprKind.value;
      const known = [...Object.keys(names), ...locals];
      if (!known.includes(name) && !TYPE_NAMES.has(name)) found.add(sentence(name, known));
    } else if (exprKind.case === 'callExpr') {
      const name = exprKind.value.function;
      // Operators are calls with names such as `_&&_`; the parser never makes one that does not exist.
      if (/^[A-Za-z]/.test(name) && !isFunction(name)) found.add(`There is no function \`${name}\`.`);
    } else if (exprKind.case === 'selectExpr') {
      const { operand, field } = exprKind.value;
      const variable = operand?.exprKind.case === 'identExpr' ? operand.exprKind.value.name : null;
      const fields = variable === null || locals.includes(variable) ? null : names[variable];
      if (fields && !fields.includes(field))
        found.add(sentence(`${variable}.${field}`, prefixed(variable, fields)));
    }
  });
  return [...found];
}

function visit(
  node: Expression,
  locals: readonly string[],
  look: (node: Expression, locals: readonly string[]) => void,
): void {
  look(node, locals);
  for (const child of childrenOf(node)) visit(child, locals, look);
  if (node.exprKind.case !== 'comprehensionExpr') return;
  const { iterRange, iterVar, iterVar2, accuVar, accuInit, loopCondition, loopStep, result } =
    node.exprKind.value;
  const inside = [...locals, iterVar, iterVar2, accuVar];
  if (iterRange) visit(iterRange, locals, look);
  if (accuInit) visit(accuInit, locals, look);
  for (const part of [loopCondition, loopStep, result]) if (part) visit(part, inside, look);
}

function sentence(name: string, known: readonly string[]): string {
  const meant = closestName(name, known);
  const hint = meant === null ? `There are: ${known.join(', ')}.` : `Did you mean \`${meant}\`?`;
  return `There is no \`${name}\`. ${hint}`;
}

const prefixed = (variable: string | null, fields: readonly string[]): readonly string[] =>
  fields.map((field) => `${variable}.${field}`);
