import type { Expression } from './cel-expression.ts';

/** The condition is false unless at least one of the tests holds. */
export type Guard = readonly TextTest[];

/** Holds when the variable (`class`, `resource.type`) is one of the texts. */
export interface TextTest {
  readonly variable: string;
  readonly texts: ReadonlySet<string>;
}

/**
 * The comparisons with fixed texts that stand in the outermost `&&` chain: `attribute == 'a'`, `resource.type in
 * ['x', 'y']`, or an `||` of such on every side. In CEL `false && anything` is false, an error included, so checking them
 * apart changes no outcome.
 */
export function readGuards(expression: Expression): readonly Guard[] {
  if (expression.exprKind.case !== 'callExpr') return [];
  const { function: name, args } = expression.exprKind.value;
  if (name === '_&&_') return args.flatMap(readGuards);
  if (name === '_||_') return eitherGuard(args.map(readGuards));
  const [left, right] = args;
  if (left === undefined || right === undefined || (name !== '_==_' && name !== '@in')) return [];
  const variable = variableName(left);
  const texts = name === '_==_' ? textOf(right) : listOf(right);
  return variable === null || texts === null ? [] : [[{ variable, texts: new Set(texts) }]];
}

/** One guard of each side is enough: when none of them holds, every side is false. */
function eitherGuard(sides: readonly (readonly Guard[])[]): readonly Guard[] {
  const tests = sides.map((guards) => guards[0]);
  return tests.includes(undefined) ? [] : [tests.flatMap((guard) => guard ?? [])];
}

function variableName({ exprKind }: Expression): string | null {
  if (exprKind.case === 'identExpr') return exprKind.value.name;
  if (exprKind.case !== 'selectExpr' || exprKind.value.testOnly || !exprKind.value.operand) return null;
  const parent = variableName(exprKind.value.operand);
  return parent === null ? null : `${parent}.${exprKind.value.field}`;
}

function textOf({ exprKind }: Expression): readonly string[] | null {
  if (exprKind.case !== 'constExpr') return null;
  const { constantKind } = exprKind.value;
  return constantKind.case === 'stringValue' ? [constantKind.value] : null;
}

function listOf({ exprKind }: Expression): readonly string[] | null {
  if (exprKind.case !== 'listExpr') return null;
  const texts = exprKind.value.elements.flatMap((element) => textOf(element) ?? []);
  return texts.length === exprKind.value.elements.length ? texts : null;
}
