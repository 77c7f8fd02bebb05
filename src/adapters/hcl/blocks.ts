/** A stretch of source: lines from 1, offsets into the file's text. */
export interface Place {
  readonly line: number;
  readonly endLine: number;
  readonly start: number;
  readonly end: number;
}

/** A block of either syntax. The labels of `resource "a" "b"` are `a` and `b`. */
export interface Block extends Place {
  readonly kind: string;
  readonly labels: readonly string[];
  readonly body: Body;
}

/** What stands between the braces. In JSON, where blocks and attributes look alike, most are attributes. */
export interface Body {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
}

export interface Attribute extends Place {
  readonly name: string;
  readonly value: Value;
}

/** An expression as far as Kedge follows it without evaluating anything. */
export type Value =
  | { readonly kind: 'object'; readonly members: readonly Attribute[] }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | { readonly kind: 'text'; readonly text: string }
  /** A plain traversal such as `module.a["k"].x.y`, in Terraform's notation for addresses. */
  | { readonly kind: 'reference'; readonly address: string }
  | { readonly kind: 'computed' };

export interface Item extends Place {
  readonly value: Value;
}

export const EMPTY_BODY: Body = { attributes: [], blocks: [] };

export const COMPUTED: Value = { kind: 'computed' };

/** Where and why a file could not be read as a whole. Line and column count from 1. */
export interface SyntaxProblem {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** One file: everything in it that could be read, and the first thing that could not. */
export interface Parsed {
  readonly body: Body;
  readonly problem: SyntaxProblem | null;
}

/** The last one written, as in an object where a later key replaces an earlier one. */
export function attributeNamed(attributes: readonly Attribute[], name: string): Attribute | undefined {
  return attributes.findLast((attribute) => attribute.name === name);
}

/** True when the body holds a block of this kind, or in JSON a property of this name. */
export function holds(body: Body, name: string): boolean {
  return (
    body.blocks.some((block) => block.kind === name) || attributeNamed(body.attributes, name) !== undefined
  );
}
