import { computed } from './obstacles.ts';
import type { Entry, Resolution } from './resolution.ts';
import type { Resolver } from './resolver.ts';
import { type Scope, withName } from './scope.ts';
import { type Expression, memberOf } from './syntax-tree.ts';
import { NOT_KNOWN, type Written } from './written.ts';

/** The elements of a list, map or object; null when they cannot be known. */
export function entriesOf(resolver: Resolver, of: Resolution): readonly Entry[] | null {
  if (of.kind === 'merged') return mergedEntries(resolver, of.parts);
  if (of.kind !== 'written') return null;
  const { written } = of;
  const { expression } = written;
  if (expression.kind === 'for') return forEntries(resolver, written);
  if (expression.kind === 'call') return keyEntries(resolver, written);
  if (expression.kind === 'conditional') return conditionalEntries(resolver, written);
  if (expression.kind === 'tuple') {
    return expression.items.map((item, i) => ({
      key: i,
      value: resolver.resolve({ ...written, expression: item }),
      holder: { container: written, part: i },
    }));
  }
  if (expression.kind !== 'object') return null;
  if (expression.members.some((member) => member.name === null)) return null;
  return expression.members
    .filter((member) => memberOf(expression, member.name ?? '') === member)
    .map((member) => ({
      key: member.name ?? '',
      value: resolver.resolve({ ...written, expression: member.value }),
      holder: { container: written, part: member.name ?? '' },
    }));
}

/** `keys(map)`: the keys, held by what the map holds. */
function keyEntries(resolver: Resolver, written: Written): readonly Entry[] | null {
  const { expression } = written;
  const [map] = expression.kind === 'call' && expression.name === 'keys' ? expression.arguments : [];
  if (map === undefined) return null;
  const entries = entriesOf(resolver, resolver.resolve({ ...written, expression: map })) ?? null;
  return (
    entries?.map(({ key, holder }, i) => ({
      key: i,
      value: { kind: 'value', value: String(key), obstacle: computed(written) },
      holder,
    })) ?? null
  );
}

export function mergedEntries(resolver: Resolver, parts: readonly Resolution[]): readonly Entry[] | null {
  const merged = new Map<string, Entry>();
  for (const part of parts.toReversed()) {
    const entries = entriesOf(resolver, part);
    if (entries === null) return null;
    for (const entry of entries) merged.set(String(entry.key), entry);
  }
  return [...merged.values()];
}

function forEntries(resolver: Resolver, written: Written): readonly Entry[] | null {
  const { expression } = written;
  const turns = turnsOf(resolver, written);
  if (expression.kind !== 'for' || expression.grouped || turns === null) return null;
  const entries: Entry[] = [];
  for (const { scope, entry } of turns) {
    if (expression.condition !== null) {
      const holds = resolver.known({ ...written, expression: expression.condition, scope });
      if (holds === NOT_KNOWN) return null;
      if (holds !== true && holds !== 'true') continue;
    }
    const name =
      expression.key === null
        ? entries.length
        : resolver.known({ ...written, expression: expression.key, scope });
    if (typeof name !== 'string' && typeof name !== 'number') return null;
    const value = resolver.resolve({ ...written, expression: expression.value, scope });
    entries.push({ key: name, value, holder: entry.holder });
  }
  return entries;
}

/** What the names of a `for` expression mean at each element of its source; null when that cannot be known. */
export function turnsOf(
  resolver: Resolver,
  written: Written,
): readonly { readonly scope: Scope; readonly entry: Entry }[] | null {
  const { expression } = written;
  if (expression.kind !== 'for') return null;
  const { keyName, valueName } = expression;
  const source = entriesOf(resolver, resolver.resolve({ ...written, expression: expression.source }));
  if (source === null) return null;
  return source.map((entry) => {
    const key: Resolution = { kind: 'value', value: entry.key, obstacle: computed(written) };
    const named = keyName === null ? written.scope : withName(written.scope, keyName, { self: key });
    return { scope: withName(named, valueName, { self: entry.value }), entry };
  });
}

/** The branch that a conditional takes; null when nobody can tell. */
export function branchOf(resolver: Resolver, at: Written): Expression | null {
  const { expression } = at;
  if (expression.kind !== 'conditional') return null;
  const holds = resolver.known({ ...at, expression: expression.condition });
  if (holds === true || holds === 'true') return expression.yes;
  return holds === false || holds === 'false' ? expression.no : null;
}

/** `var.create ? local.queues : {}`: what there is, there is by the branch that is not empty. */
function conditionalEntries(resolver: Resolver, at: Written): readonly Entry[] | null {
  const { expression } = at;
  if (expression.kind !== 'conditional') return null;
  const inBranch = (branch: Expression): readonly Entry[] | null =>
    entriesOf(resolver, resolver.resolve({ ...at, expression: branch }));
  const taken = branchOf(resolver, at);
  if (taken !== null) return inBranch(taken);
  const yes = inBranch(expression.yes);
  const no = inBranch(expression.no);
  if (no?.length === 0) return yes;
  return yes?.length === 0 ? no : null;
}
