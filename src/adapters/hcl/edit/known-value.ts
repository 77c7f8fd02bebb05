import { branchOf, entriesOf, mergedEntries } from './iteration.ts';
import { literalValue, numberOf } from './literal-value.ts';
import { nestedIn, nestedKinds } from './module-instance.ts';
import type { Placed, Resolution } from './resolution.ts';
import type { Resolver } from './resolver.ts';
import type { Scope } from './scope.ts';
import type { Block } from './syntax-tree.ts';
import { type Known, NOT_KNOWN, type Written } from './written.ts';

export function knownOf(resolver: Resolver, of: Resolution): Known {
  switch (of.kind) {
    case 'obstacle':
      return NOT_KNOWN;
    case 'absent':
      return null;
    case 'value':
      return of.value;
    case 'block':
      return NOT_KNOWN;
    case 'merged': {
      const entries = mergedEntries(resolver, of.parts);
      if (entries === null) return NOT_KNOWN;
      return Object.fromEntries(entries.map(({ key, value }) => [key, knownOf(resolver, value)]));
    }
    case 'written':
      return knownWritten(resolver, of.written);
  }
}

function knownWritten(resolver: Resolver, at: Written): Known {
  const { expression, file } = at;
  switch (expression.kind) {
    case 'number':
      return numberOf(expression.source);
    case 'text':
    case 'bool':
    case 'null':
    case 'heredoc':
      return literalValue(file.text, expression);
    case 'template': {
      const parts = expression.parts.map((part) =>
        typeof part === 'string' ? part : resolver.known({ ...at, expression: part }),
      );
      const isText = parts.every((part) => ['string', 'number', 'boolean'].includes(typeof part));
      return isText ? parts.map(String).join('') : NOT_KNOWN;
    }
    case 'tuple':
      return expression.items.map((item) => resolver.known({ ...at, expression: item }));
    case 'object':
    case 'for': {
      const entries = entriesOf(resolver, { kind: 'written', written: at });
      if (entries === null) return NOT_KNOWN;
      if (expression.kind === 'for' && expression.key === null) {
        return entries.map((entry) => knownOf(resolver, entry.value));
      }
      return Object.fromEntries(entries.map(({ key, value }) => [key, knownOf(resolver, value)]));
    }
    case 'call': {
      const [first] = expression.arguments;
      if (expression.name !== 'length' || first === undefined) return NOT_KNOWN;
      return entriesOf(resolver, resolver.resolve({ ...at, expression: first }))?.length ?? NOT_KNOWN;
    }
    case 'conditional': {
      const branch = branchOf(resolver, at);
      return branch === null ? NOT_KNOWN : resolver.known({ ...at, expression: branch });
    }
    case 'brackets':
    case 'reference':
    case 'computed':
      return NOT_KNOWN;
  }
}

/** What a block says, as far as it is known: attributes, and nested blocks as lists. */
export function knownBlock(resolver: Resolver, block: Placed<Block>, scope: Scope): Known {
  const { body } = block.node;
  const attributes = body.attributes.map(({ name, value }): [string, Known] => [
    name,
    resolver.known({ file: block.file, expression: value, scope }),
  ]);
  const blocks = nestedKinds(body).map((kind): [string, Known] => {
    const nested = nestedIn([block], kind);
    const isPlain = nested.every(({ node }) => node.kind !== 'dynamic');
    return [kind, isPlain ? nested.map((one) => knownBlock(resolver, one, scope)) : NOT_KNOWN];
  });
  return Object.fromEntries([...attributes, ...blocks]);
}
