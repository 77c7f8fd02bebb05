/** A stretch of a file's text; offsets count UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Which notation a value is written in: it decides how a new value beside it is spelled. In `json-template`, as in
 * .tf.json and in a heredoc, `${` would be interpolated.
 */
export type Notation = 'hcl' | 'json' | 'json-template';

/** An expression as it is written, nothing evaluated, every part with its place. */
export type Expression = Span &
  (
    | TextLiteral
    | { readonly kind: 'number'; readonly notation: Notation; readonly source: string }
    | { readonly kind: 'bool'; readonly notation: Notation; readonly value: boolean }
    | { readonly kind: 'null'; readonly notation: Notation }
    | Heredoc
    | { readonly kind: 'template'; readonly parts: readonly (string | Expression)[] }
    | { readonly kind: 'tuple'; readonly notation: Notation; readonly items: readonly Expression[] }
    | ObjectLiteral
    | Reference
    | Call
    | { readonly kind: 'brackets'; readonly inner: Expression }
    | {
        readonly kind: 'conditional';
        readonly condition: Expression;
        readonly yes: Expression;
        readonly no: Expression;
      }
    | ForExpression
    /** Operators, splats and whatever else nobody can write a new value through. */
    | { readonly kind: 'computed'; readonly parts: readonly Expression[] }
  );

/** A text between quotes without any interpolation. */
export interface TextLiteral {
  readonly kind: 'text';
  readonly notation: Notation;
  readonly text: string;
}

export interface Heredoc {
  readonly kind: 'heredoc';
  /** The lines between the markers, the last line end included. */
  readonly content: Span;
  /** `<<-`: common indentation is no part of the text. */
  readonly indented: boolean;
  readonly interpolations: readonly (Span & { readonly inner: readonly Expression[] })[];
}

export interface ObjectLiteral {
  readonly kind: 'object';
  readonly notation: Notation;
  readonly members: readonly Member[];
}

/** From the start of the key to the end of the value. */
export interface Member extends Span {
  /** null when the key is computed, as in `(var.name) = 1`. */
  readonly name: string | null;
  readonly key: Expression;
  readonly value: Expression;
}

/** A traversal such as `var.queues[each.key].size`, or into something written in place: `{ a = 1 }[var.key]`. */
export interface Reference {
  readonly kind: 'reference';
  readonly root: string | Expression;
  readonly steps: readonly (string | number | Expression)[];
}

export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: readonly Expression[];
  readonly spread: boolean;
}

export interface ForExpression {
  readonly kind: 'for';
  readonly keyName: string | null;
  readonly valueName: string;
  readonly source: Expression;
  /** null for a list. */
  readonly key: Expression | null;
  readonly value: Expression;
  readonly condition: Expression | null;
  readonly grouped: boolean;
}

/** From the start of the name to the end of the value. */
export interface Attribute extends Span {
  readonly name: string;
  readonly value: Expression;
}

export interface Block extends Span {
  readonly kind: string;
  readonly labels: readonly string[];
  readonly body: Body;
}

/** What stands between the braces, or in the whole file. The span lies between the braces. */
export interface Body extends Span {
  readonly notation: Notation;
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
}

/** The last one written, as in an object where a later key replaces an earlier one. */
export const attributeOf = (body: Body, name: string): Attribute | undefined =>
  body.attributes.findLast((attribute) => attribute.name === name);

export const memberOf = (object: ObjectLiteral, name: string): Member | undefined =>
  object.members.findLast((member) => member.name === name);

export const without = (expression: Expression): Expression =>
  expression.kind === 'brackets' ? without(expression.inner) : expression;
