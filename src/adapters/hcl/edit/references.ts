import type { ModuleCode } from './module-instance.ts';
import type { ResourceAddress } from './resource-address.ts';
import { placeName } from './source-file.ts';
import type { Block, Body, Expression, Reference } from './syntax-tree.ts';

/**
 * The places of a module that refer to a resource from outside its own block, as `main.tf:12`. With a key: those that
 * name this instance, or may.
 */
export function referencesTo(
  code: ModuleCode,
  { type, name }: ResourceAddress,
  key: string | number | null,
): readonly string[] {
  const found: string[] = [];
  for (const file of code.files) {
    if (file.content.kind === 'unreadable') continue;
    const others = file.content.body.blocks.filter((block) => !isOwn(block, type, name));
    for (const expression of others.flatMap((block) => expressionsIn(block.body))) {
      for (const reference of referencesIn(expression)) {
        if (reference.root !== type || reference.steps[0] !== name) continue;
        if (mayMean(reference, key)) found.push(placeName(file, expression.start));
      }
    }
  }
  return [...new Set(found)];
}

/** A `moved` block may name what is no longer there. */
const isOwn = (block: Block, type: string, name: string): boolean =>
  block.kind === 'moved' ||
  (block.kind === 'resource' && block.labels[0] === type && block.labels[1] === name);

/** Whether a reference can stand for this instance; a whole block or a computed key does not break when one goes. */
function mayMean({ steps }: Reference, key: string | number | null): boolean {
  const step = steps[1];
  return (
    key === null || ((typeof step === 'string' || typeof step === 'number') && String(step) === String(key))
  );
}

const expressionsIn = (body: Body): readonly Expression[] => [
  ...body.attributes.map((attribute) => attribute.value),
  ...body.blocks.flatMap((block) => expressionsIn(block.body)),
];

function referencesIn(expression: Expression): readonly Reference[] {
  const below = partsOf(expression).flatMap(referencesIn);
  return expression.kind === 'reference' ? [expression, ...below] : below;
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'brackets':
      return [expression.inner];
    case 'tuple':
      return expression.items;
    case 'object':
      return expression.members.flatMap((member) => [member.key, member.value]);
    case 'call':
      return expression.arguments;
    case 'conditional':
      return [expression.condition, expression.yes, expression.no];
    case 'computed':
      return expression.parts;
    case 'template':
      return expression.parts.filter((part) => typeof part === 'object');
    case 'heredoc':
      return expression.interpolations.flatMap((part) => part.inner);
    case 'for':
      return [expression.source, expression.value].concat(expression.key ?? [], expression.condition ?? []);
    case 'reference':
      return [expression.root, ...expression.steps].filter((part) => typeof part === 'object');
    case 'text':
    case 'number':
    case 'bool':
    case 'null':
      return [];
  }
}
