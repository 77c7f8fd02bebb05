import { isDeepStrictEqual } from 'node:util';

import { sameAttribute, sameBlock } from './same-meaning.ts';
import { shapeAttribute } from './shape-value.ts';
import type { AttributeShape, BlockShape, NestedBlockShape, TypeShape } from './type-shape.ts';
import { isList, isValueObject, UNKNOWN, type Value, type ValueObject } from './wire-value.ts';

export interface PlannedChange {
  readonly planned: ValueObject;
  /** Attributes whose change needs a new object. */
  readonly replacedBy: readonly string[];
}

/** The sides that Terraform hands over; `prior` is null at creation, `proposed` is `config` merged over `prior`. */
interface Sides {
  readonly config: ValueObject;
  readonly prior: ValueObject | null;
  readonly proposed: ValueObject;
}

/** Where the code and reality mean the same, the plan keeps reality's form, so that form alone is never a change. */
export function planChange(shape: TypeShape, sides: Sides): PlannedChange {
  const planned = planBlock(shape, sides);
  const { prior } = sides;
  if (prior === null) return { planned, replacedBy: [] };
  const replacedBy = Object.entries(shape.attributes)
    .filter(([name, attribute]) => attribute.replaces && !isDeepStrictEqual(planned[name], prior[name]))
    .map(([name]) => name);
  const forgotten = Object.entries(shape.attributes).filter(([, attribute]) =>
    replacedBy.length > 0
      ? attribute.computed && !attribute.optional
      : attribute.renewed && !isDeepStrictEqual(planned, prior),
  );
  const unknowns = Object.fromEntries(forgotten.map(([name]) => [name, UNKNOWN]));
  return { planned: { ...planned, ...unknowns }, replacedBy };
}

function planBlock(shape: BlockShape, { config, prior, proposed }: Sides): ValueObject {
  const planned: Record<string, Value> = {};
  for (const [name, attribute] of Object.entries(shape.attributes)) {
    const wanted = planAttribute(attribute, config[name] ?? null, prior === null, proposed[name] ?? null);
    const before = prior?.[name];
    planned[name] = before !== undefined && sameAttribute(attribute, before, wanted) ? before : wanted;
  }
  for (const [name, block] of Object.entries(shape.blocks ?? {})) {
    planned[name] = planBlocks(block, config[name] ?? null, prior?.[name] ?? null, proposed[name] ?? null);
  }
  return planned;
}

function planAttribute(attribute: AttributeShape, config: Value, isNew: boolean, proposed: Value): Value {
  if (config === null && attribute.default !== undefined) return attribute.default;
  if (attribute.computed && isNew && proposed === null) return UNKNOWN;
  return proposed === null ? null : shapeAttribute(attribute, proposed);
}

function planBlocks(block: NestedBlockShape, config: Value, prior: Value, proposed: Value): Value {
  // A `dynamic` block over something unknown leaves the whole list unknown.
  if (!isList(proposed) || !isList(config)) return proposed;
  const before = isList(prior) ? prior.filter(isValueObject) : [];
  if (block.computed && config.length === 0) return before;
  const items = proposed.filter(isValueObject);
  if (block.nesting === 'list') {
    return items.map((item, index) => {
      const written = config[index];
      const sides = { config: isValueObject(written) ? written : item, prior: before[index] ?? null };
      return planBlock(block, { ...sides, proposed: item });
    });
  }
  const matches = items.map((item) => before.find((one) => sameBlock(block, one, item)) ?? null);
  if (items.length === before.length && matches.every((match) => match !== null)) return before;
  return items.map((item, index) =>
    planBlock(block, { config: item, prior: matches[index] ?? null, proposed: item }),
  );
}
