import type { ModuleInstance } from './module-instance.ts';
import type { Resolution } from './resolution.ts';

/** What names mean where an expression stands. */
export interface Scope {
  /** null: a single file, looked at by itself. */
  readonly module: ModuleInstance | null;
  /** `each`, `count`, iterators of dynamic blocks, names of `for` expressions. */
  readonly names: ReadonlyMap<string, Binding>;
}

/** What stands behind a name: something with members, as `each.key`, or the value itself. */
export type Binding =
  | { readonly members: Readonly<Record<string, Resolution>> }
  | { readonly self: Resolution };

export const withName = (scope: Scope, name: string, binding: Binding): Scope => ({
  ...scope,
  names: new Map([...scope.names, [name, binding]]),
});
