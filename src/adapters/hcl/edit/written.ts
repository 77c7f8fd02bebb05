import type { Json } from '#domain/json.ts';
import type { EditRefusalReason } from '#ports/code-editor.ts';

import type { Scope } from './scope.ts';
import type { SourceFile } from './source-file.ts';
import type { Expression, Span } from './syntax-tree.ts';
import type { TextChange } from './text-change.ts';

/** An expression in its file, and the module instance and iteration that give its names a meaning. */
export interface Written {
  readonly file: SourceFile;
  readonly expression: Expression;
  readonly scope: Scope;
}

/** One change of the code, before anybody asked who else reads the place. */
export interface Operation {
  readonly file: SourceFile;
  readonly changes: readonly TextChange[];
  /** The place as the readers of values know it: a value that is replaced, or the object or body that gets a part. */
  readonly place: Span;
  /** The part of it that changes; null: all of it. */
  readonly part: string | null;
  readonly what: string;
  /** The names on the way from the resource to here; positions are left out. */
  readonly names: readonly string[];
}

export interface Obstacle {
  readonly reason: EditRefusalReason;
  readonly sentence: string;
  readonly next: string;
  readonly names?: readonly string[];
}

export type Outcome = { readonly operations: readonly Operation[] } | { readonly obstacle: Obstacle };

/** What a piece of code is worth where nothing has to run to know it. */
export const NOT_KNOWN = Symbol('not known');
export type Known = Json | typeof NOT_KNOWN | readonly Known[] | { readonly [name: string]: Known };

export const refuse = (
  reason: EditRefusalReason,
  sentence: string,
  next: string,
): { readonly obstacle: Obstacle } => ({ obstacle: { reason, sentence, next } });
