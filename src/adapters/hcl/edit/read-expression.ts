import type { Node } from 'web-tree-sitter';

import { unquote } from '../quoted-text.ts';
import type { Expression, ForExpression, Heredoc, Member, Span } from './syntax-tree.ts';

// Nobody writes values this deep; random text does, and the walk recurses.
const DEEPEST = 200;

/** Thrown for a tree that is deeper than anything people write; the file then counts as unreadable. */
export class TooDeepError extends Error {}

/** Reads the `expression` nodes of one text. */
export class ExpressionReader {
  readonly #text: string;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** An `expression` node, or any node that stands where one can. */
  read(node: Node): Expression {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new TooDeepError();
    try {
      return node.type === 'expression' ? this.#term(partsOf(node), node) : this.#term([node], node);
    } finally {
      this.#depth -= 1;
    }
  }

  /** A term: something and the steps that lead into it. */
  #term(nodes: readonly Node[], whole: Node): Expression {
    const [first, ...steps] = nodes;
    const last = nodes.at(-1);
    if (first === undefined || last === undefined) return { ...spanOf(whole), kind: 'computed', parts: [] };
    const span: Span = { start: first.startIndex, end: last.endIndex };
    if (first.type === '(') return this.#brackets(nodes, span);
    const splat = steps.findIndex((step) => !isStep(step));
    if (splat !== -1) {
      return { ...span, kind: 'computed', parts: [this.#term(nodes.slice(0, splat + 1), whole)] };
    }
    if (first.type === 'variable_expr') {
      return { ...span, kind: 'reference', root: first.text, steps: steps.map((step) => this.#step(step)) };
    }
    const base = this.#single(first);
    if (steps.length === 0) return base;
    return { ...span, kind: 'reference', root: base, steps: steps.map((step) => this.#step(step)) };
  }

  #brackets(nodes: readonly Node[], span: Span): Expression {
    const close = nodes.findIndex((node) => node.type === ')');
    const inner = nodes.slice(0, close).find((node) => node.type === 'expression');
    if (inner === undefined) return { ...span, kind: 'computed', parts: [] };
    const end = nodes[close]?.endIndex ?? span.end;
    const bracketed: Expression = { start: span.start, end, kind: 'brackets', inner: this.read(inner) };
    const steps = nodes.slice(close + 1);
    if (steps.length === 0) return bracketed;
    if (!steps.every(isStep)) return { ...span, kind: 'computed', parts: [bracketed] };
    return { ...span, kind: 'reference', root: bracketed, steps: steps.map((step) => this.#step(step)) };
  }

  #step(node: Node): string | number | Expression {
    const inner = node.namedChildren[0];
    if (node.type === 'get_attr') return inner?.text ?? '';
    if (inner?.type === 'legacy_index') return Number(inner.text.slice(1).trim());
    const index = inner?.namedChildren.find((child) => child.type === 'expression');
    if (index === undefined) return '';
    const expression = this.read(index);
    if (expression.kind === 'text') return expression.text;
    return expression.kind === 'number' ? Number(expression.source) : expression;
  }

  #single(node: Node): Expression {
    const span = spanOf(node);
    const [inner] = partsOf(node);
    switch (node.type) {
      case 'literal_value':
        return inner === undefined ? { ...span, kind: 'computed', parts: [] } : this.#literal(inner);
      case 'template_expr':
        return inner?.type === 'heredoc_template'
          ? { ...span, ...this.#heredoc(inner) }
          : { ...span, ...this.#template(inner ?? node) };
      case 'collection_value':
        return this.#collection(inner ?? node);
      case 'function_call':
        return this.#call(node);
      case 'for_expr':
        return { ...span, ...this.#for(inner ?? node) };
      case 'conditional':
        return this.#conditional(node);
      case 'operation':
        return this.#operation(node);
      default:
        return { ...span, kind: 'computed', parts: expressionsBelow(node).map((part) => this.read(part)) };
    }
  }

  #literal(node: Node): Expression {
    const span = spanOf(node);
    switch (node.type) {
      case 'string_lit': {
        // The grammar's own node for the content leaves trailing spaces out.
        const raw = this.#text.slice(span.start + 1, span.end - 1);
        return { ...span, kind: 'text', notation: 'hcl', text: unquote(raw) };
      }
      case 'numeric_lit':
        return { ...span, kind: 'number', notation: 'hcl', source: node.text };
      case 'bool_lit':
        return { ...span, kind: 'bool', notation: 'hcl', value: node.text === 'true' };
      case 'null_lit':
        return { ...span, kind: 'null', notation: 'hcl' };
      default:
        return { ...span, kind: 'computed', parts: [] };
    }
  }

  #template(node: Node): Extract<Expression, { kind: 'template' | 'computed' }> {
    const span = spanOf(node);
    const inner = node.namedChildren.filter((child) => child.type.startsWith('template_'));
    if (inner.some((child) => child.type === 'template_directive')) {
      return { ...span, kind: 'computed', parts: expressionsBelow(node).map((part) => this.read(part)) };
    }
    const parts: (string | Expression)[] = [];
    let at = span.start + 1;
    const textUpTo = (end: number): void => {
      if (end > at) parts.push(unquote(this.#text.slice(at, end)));
    };
    for (const child of inner.filter((part) => part.type === 'template_interpolation')) {
      textUpTo(child.startIndex);
      const expression = child.namedChildren.find((part) => part.type === 'expression');
      if (expression !== undefined) parts.push(this.read(expression));
      at = child.endIndex;
    }
    textUpTo(span.end - 1);
    return { ...span, kind: 'template', parts };
  }

  #heredoc(node: Node): Heredoc {
    const markers = node.namedChildren.filter((child) => child.type === 'heredoc_identifier');
    const opened = markers[0]?.endIndex ?? node.startIndex;
    const closed = markers.at(-1)?.startIndex ?? node.endIndex;
    const start = this.#text.indexOf('\n', opened) + 1;
    const lineStart = this.#text.lastIndexOf('\n', closed - 1) + 1;
    return {
      kind: 'heredoc',
      content: { start, end: Math.max(start, lineStart) },
      indented: node.child(0)?.text === '<<-',
      interpolations: node.namedChildren
        .filter((child) => child.type === 'template_interpolation' || child.type === 'template_directive')
        .map((child) => ({
          start: child.startIndex,
          end: child.endIndex,
          inner: expressionsBelow(child).map((part) => this.read(part)),
        })),
    };
  }

  #collection(node: Node): Expression {
    const span = spanOf(node);
    if (node.type === 'object') {
      const members = node.namedChildren
        .filter((child) => child.type === 'object_elem')
        .map((child) => this.#member(child));
      return { ...span, kind: 'object', notation: 'hcl', members };
    }
    const items = node.namedChildren
      .filter((child) => child.type === 'expression')
      .map((child) => this.read(child));
    return { ...span, kind: 'tuple', notation: 'hcl', items };
  }

  #member(node: Node): Member {
    const [keyNode, valueNode] = node.namedChildren.filter((child) => child.type === 'expression');
    const nothing: Expression = { ...spanOf(node), kind: 'computed', parts: [] };
    const key = keyNode === undefined ? nothing : this.read(keyNode);
    const value = valueNode === undefined ? nothing : this.read(valueNode);
    return { ...spanOf(node), name: keyName(key), key, value };
  }

  #call(node: Node): Expression {
    const list = node.namedChildren.find((child) => child.type === 'function_arguments');
    const parts = list?.namedChildren ?? [];
    return {
      ...spanOf(node),
      kind: 'call',
      name: node.namedChildren[0]?.text ?? '',
      arguments: parts.filter((child) => child.type === 'expression').map((child) => this.read(child)),
      spread: parts.some((child) => child.type === 'ellipsis'),
    };
  }

  #conditional(node: Node): Expression {
    const [condition, yes, no] = node.namedChildren.filter((child) => child.type === 'expression');
    if (condition === undefined || yes === undefined || no === undefined) {
      return { ...spanOf(node), kind: 'computed', parts: [] };
    }
    return {
      ...spanOf(node),
      kind: 'conditional',
      condition: this.read(condition),
      yes: this.read(yes),
      no: this.read(no),
    };
  }

  /** Terms of an operation stand beside each other without a node of their own. */
  #operation(node: Node): Expression {
    const span = spanOf(node);
    const inner = node.namedChildren[0] ?? node;
    const terms: Node[][] = [[]];
    for (const child of partsOf(inner)) {
      if (child.isNamed || child.type === '(' || child.type === ')') terms.at(-1)?.push(child);
      else terms.push([]);
    }
    const parts = terms.filter((term) => term.length > 0).map((term) => this.#term(term, inner));
    const [only] = parts;
    if (inner.type === 'unary_operation' && inner.child(0)?.text === '-' && only?.kind === 'number') {
      return { ...span, kind: 'number', notation: 'hcl', source: this.#text.slice(span.start, span.end) };
    }
    return { ...span, kind: 'computed', parts };
  }

  #for(node: Node): Expression & { kind: 'for' | 'computed' } {
    const intro = node.namedChildren.find((child) => child.type === 'for_intro');
    const names = (intro?.namedChildren ?? []).filter((child) => child.type === 'identifier');
    const source = intro?.namedChildren.find((child) => child.type === 'expression');
    const results = node.namedChildren.filter((child) => child.type === 'expression');
    const condition = node.namedChildren
      .find((child) => child.type === 'for_cond')
      ?.namedChildren.find((child) => child.type === 'expression');
    const value = results.at(-1);
    const valueName = names.at(-1)?.text;
    if (source === undefined || value === undefined || valueName === undefined) {
      return { ...spanOf(node), kind: 'computed', parts: [] };
    }
    const key = node.type === 'for_object_expr' ? results[0] : undefined;
    const read: ForExpression = {
      kind: 'for',
      keyName: names.length > 1 ? (names[0]?.text ?? null) : null,
      valueName,
      source: this.read(source),
      key: key === undefined ? null : this.read(key),
      value: this.read(value),
      condition: condition === undefined ? null : this.read(condition),
      grouped: node.namedChildren.some((child) => child.type === 'ellipsis'),
    };
    return { ...spanOf(node), ...read };
  }
}

const spanOf = (node: Node): Span => ({ start: node.startIndex, end: node.endIndex });

const isStep = (node: Node): boolean => node.type === 'get_attr' || node.type === 'index';

const partsOf = (node: Node): readonly Node[] => node.children.filter((child) => child.type !== 'comment');

function expressionsBelow(node: Node): readonly Node[] {
  return node.namedChildren.flatMap((child) =>
    child.type === 'expression' ? [child] : expressionsBelow(child),
  );
}

/** The name of an object key; null when it is computed. */
function keyName(key: Expression): string | null {
  if (key.kind === 'text') return key.text;
  if (key.kind === 'number') return key.source;
  if (key.kind === 'bool') return String(key.value);
  if (key.kind === 'null') return 'null';
  return key.kind === 'reference' && key.steps.length === 0 && typeof key.root === 'string' ? key.root : null;
}
