import type { Json } from '#domain/json.ts';

import type { Block } from './syntax-tree.ts';
import type { Scope } from './scope.ts';
import type { SourceFile } from './source-file.ts';
import type { Obstacle, Written } from './written.ts';

/** Where a value comes from, as far as its expression can be followed without running anything. */
export type Resolution =
  /** A literal, a list, an object or a call: something that can be rewritten, or the reason why not. */
  | {
      readonly kind: 'written';
      readonly written: Written;
      /** Where a value of its own could be given instead: the call of a module whose default this is. */
      readonly instead?: Addition;
    }
  /** The objects of a `merge`, the later ones in front of the earlier ones. */
  | { readonly kind: 'merged'; readonly parts: readonly Resolution[]; readonly call: Written }
  /** A block, by all the files that write it; overrides last. */
  | { readonly kind: 'block'; readonly blocks: readonly Placed<Block>[]; readonly scope: Scope }
  /** A value without a place of its own, such as `each.key`. */
  | { readonly kind: 'value'; readonly value: Json; readonly obstacle: Obstacle }
  /** Nothing is written; `add` says how it could be. */
  | { readonly kind: 'absent'; readonly add: Addition | null; readonly obstacle: Obstacle }
  | { readonly kind: 'obstacle'; readonly obstacle: Obstacle };

export interface Placed<Node> {
  readonly file: SourceFile;
  readonly node: Node;
}

/** Where something that is not written could be. */
export type Addition =
  | { readonly kind: 'member'; readonly object: Written; readonly name: string }
  | { readonly kind: 'attribute'; readonly block: Placed<Block>; readonly name: string };

/** An element of a list, a map or a set, and where it stands. */
export interface Entry {
  readonly key: string | number;
  readonly value: Resolution;
  /** The literal that holds it, and the position or name in it; null when it is put together otherwise. */
  readonly holder: { readonly container: Written; readonly part: string | number } | null;
}
