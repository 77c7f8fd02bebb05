import { isDeepStrictEqual } from 'node:util';

import { shapeAttribute } from './shape-value.ts';
import type { AttributeShape, BlockShape, ValueType } from './type-shape.ts';
import { isList, isValueObject, type Value, type ValueObject } from './wire-value.ts';

/** Whether the provider sees no difference: an absent value is an empty one, sets have no order, JSON no layout. */
export function sameAttribute(attribute: AttributeShape, a: Value, b: Value): boolean {
  return isDeepStrictEqual(attributeForm(attribute, a), attributeForm(attribute, b));
}

export function sameBlock(shape: BlockShape, a: ValueObject, b: ValueObject): boolean {
  return isDeepStrictEqual(blockForm(shape, a), blockForm(shape, b));
}

function blockForm(shape: BlockShape, object: ValueObject): Value {
  const form: Record<string, Value> = {};
  for (const [name, attribute] of Object.entries(shape.attributes)) {
    form[name] = attributeForm(attribute, object[name] ?? null);
  }
  for (const [name, block] of Object.entries(shape.blocks ?? {})) {
    const blocks = object[name] ?? null;
    const items = isList(blocks) ? blocks.filter(isValueObject).map((item) => blockForm(block, item)) : [];
    form[name] = block.nesting === 'set' ? sorted(items) : items;
  }
  return form;
}

function attributeForm(attribute: AttributeShape, value: Value): Value {
  if (attribute.nested) {
    return isValueObject(value) ? blockForm({ attributes: attribute.nested }, value) : value;
  }
  if (isEmpty(value)) return null;
  if (attribute.equal === 'json') return jsonForm(value);
  const form = valueForm(attribute.type, shapeAttribute(attribute, value));
  return attribute.equal === 'any order' && isList(form) ? sorted(form) : form;
}

function valueForm(type: ValueType, value: Value): Value {
  if (typeof type === 'string') return value;
  if (isList(value) && type[0] !== 'object') {
    const items = value.map((item) => valueForm(type[1], item));
    return type[0] === 'set' ? sorted(items) : items;
  }
  if (type[0] !== 'object' || !isValueObject(value)) return value;
  return Object.fromEntries(
    Object.entries(type[1]).map(([name, inner]) => [name, valueForm(inner, value[name] ?? null)]),
  );
}

function isEmpty(value: Value): boolean {
  if (value === null || value === '') return true;
  if (isList(value)) return value.length === 0;
  return isValueObject(value) && Object.keys(value).length === 0;
}

function jsonForm(value: Value): Value {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return value;
  }
}

function sorted(items: readonly Value[]): readonly Value[] {
  return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
