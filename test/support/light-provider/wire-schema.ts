import type { WireAttribute, WireBlock, WireSchema } from './provider-calls.ts';
import type { Attributes, BlockShape } from './type-shape.ts';

const objectNesting = { single: 1 };
const blockNesting = { list: 2, set: 3 };

/** The shape as GetProviderSchema has it. */
export function wireSchema(shape: BlockShape): WireSchema {
  return { version: 0, block: wireBlock(shape) };
}

function wireBlock(shape: BlockShape): WireBlock {
  return {
    attributes: wireAttributes(shape.attributes),
    block_types: Object.entries(shape.blocks ?? {}).map(([name, block]) => ({
      type_name: name,
      block: wireBlock(block),
      nesting: blockNesting[block.nesting],
      max_items: block.maxItems ?? 0,
    })),
  };
}

function wireAttributes(attributes: Attributes): readonly WireAttribute[] {
  return Object.entries(attributes).map(([name, attribute]) => ({
    name,
    type: attribute.nested ? undefined : Buffer.from(JSON.stringify(attribute.type)),
    nested_type: attribute.nested && wireObject(attribute.nested),
    required: attribute.required ?? false,
    optional: attribute.optional ?? false,
    computed: attribute.computed ?? false,
    sensitive: attribute.sensitive ?? false,
  }));
}

function wireObject(nested: Attributes) {
  return { attributes: wireAttributes(nested), nesting: objectNesting.single };
}
