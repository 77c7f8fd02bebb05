import { jsonOf } from './literal-value.ts';
import { entriesOf } from './iteration.ts';
import { knownOf } from './known-value.ts';
import { attributeIn, type ModuleInstance, moduleScope } from './module-instance.ts';
import { computed, fixedValue } from './obstacles.ts';
import type { Entry, Placed, Resolution } from './resolution.ts';
import type { Resolver } from './resolver.ts';
import { type Scope, withName } from './scope.ts';
import { type Block, without } from './syntax-tree.ts';
import type { Written } from './written.ts';

/** What `each` and `count` mean in one instance of a block. A key that is not known: null. */
export function blockScope(
  resolver: Resolver,
  module: ModuleInstance,
  blocks: readonly Placed<Block>[],
  key: string | number | null,
): Scope {
  const outer = moduleScope(module);
  const forEach = attributeIn(blocks, 'for_each');
  if (forEach !== undefined) {
    const at: Written = { file: forEach.file, expression: forEach.node.value, scope: outer };
    const unknown: Resolution = { kind: 'obstacle', obstacle: computed(at) };
    if (key === null) return withName(outer, 'each', { members: { key: unknown, value: unknown } });
    const own: Resolution = { kind: 'value', value: String(key), obstacle: fixedValue(at) };
    const entries = entriesOf(resolver, resolver.resolve(at));
    const entry = entries?.find((one) => forEachKey(resolver, one) === String(key));
    // Of a set, key and value are the same.
    const isSet = typeof entry?.key === 'number';
    const value = isSet ? own : (entry?.value ?? resolver.step(resolver.resolve(at), String(key), at));
    return withName(outer, 'each', { members: { key: own, value } });
  }
  const count = attributeIn(blocks, 'count');
  if (count === undefined) return outer;
  const at: Written = { file: count.file, expression: count.node.value, scope: outer };
  const index: Resolution =
    key === null
      ? { kind: 'obstacle', obstacle: computed(at) }
      : { kind: 'value', value: key, obstacle: fixedValue(at) };
  return withName(outer, 'count', { members: { index } });
}

/** The keys of a block's instances; `[null]` for one without repetition, null when they cannot be known. */
export function keysOf(
  resolver: Resolver,
  module: ModuleInstance,
  blocks: readonly Placed<Block>[],
): readonly (string | number | null)[] | null {
  const scope = moduleScope(module);
  const forEach = attributeIn(blocks, 'for_each');
  if (forEach !== undefined) {
    const entries = entriesOf(
      resolver,
      resolver.resolve({ file: forEach.file, expression: forEach.node.value, scope }),
    );
    return entries === null ? null : entries.map((entry) => forEachKey(resolver, entry));
  }
  const count = attributeIn(blocks, 'count');
  if (count === undefined) return [null];
  const most = countOf(resolver, { file: count.file, expression: count.node.value, scope });
  return most === null ? null : [...Array(most).keys()];
}

/** A set's elements are their own keys. */
export function forEachKey(resolver: Resolver, { key, value }: Entry): string {
  if (typeof key === 'string') return key;
  const known = knownOf(resolver, value);
  return typeof known === 'string' ? known : String(key);
}

/** How many instances `count` makes, or can make: `var.create ? 1 : 0` makes one at most. */
function countOf(resolver: Resolver, at: Written): number | null {
  const expression = without(at.expression);
  const known = Number(jsonOf(resolver.known(at)));
  if (Number.isInteger(known) && known >= 0) return known;
  if (expression.kind !== 'conditional') return null;
  const yes = countOf(resolver, { ...at, expression: expression.yes });
  const no = countOf(resolver, { ...at, expression: expression.no });
  return yes === null || no === null ? null : Math.max(yes, no);
}
