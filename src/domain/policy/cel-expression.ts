import type { parse } from '@bufbuild/cel';

/** A node of a parsed condition. */
export type Expression = ReturnType<typeof parse>['expr'];

/** The nodes directly below one, without the parts of a comprehension, which have variables of their own. */
export function childrenOf(expression: Expression): readonly Expression[] {
  const { exprKind } = expression;
  switch (exprKind.case) {
    case 'selectExpr':
      return defined([exprKind.value.operand]);
    case 'callExpr':
      return defined([exprKind.value.target, ...exprKind.value.args]);
    case 'listExpr':
      return exprKind.value.elements;
    case 'structExpr':
      return exprKind.value.entries.flatMap((entry) =>
        defined([entry.keyKind.case === 'mapKey' ? entry.keyKind.value : undefined, entry.value]),
      );
    case 'identExpr':
    case 'constExpr':
    case 'comprehensionExpr':
    case undefined:
      return [];
  }
}

const defined = (nodes: readonly (Expression | undefined)[]): readonly Expression[] =>
  nodes.filter((node) => node !== undefined);
