import type { AttributeShape, BlockShape, NestedBlockShape, ValueType } from './type-shape.ts';
import { isList, isValueObject, Unknown, type Value, type ValueObject } from './wire-value.ts';

/** The object with exactly the attributes and blocks of its type, as a state must have it. */
export function shapeObject(shape: BlockShape, object: ValueObject): ValueObject {
  const attributes = Object.entries(shape.attributes).map(([name, attribute]) => [
    name,
    shapeAttribute(attribute, object[name] ?? null),
  ]);
  const blocks = Object.entries(shape.blocks ?? {}).map(([name, block]) => [
    name,
    shapeBlocks(block, object[name] ?? null),
  ]);
  return Object.fromEntries([...attributes, ...blocks]);
}

export function shapeAttribute(attribute: AttributeShape, value: Value): Value {
  if (attribute.nested && isValueObject(value)) return shapeObject({ attributes: attribute.nested }, value);
  // A collection that the cloud computes is empty rather than absent, as the real providers have it.
  if (value === null && attribute.computed && Array.isArray(attribute.type)) return zeroOf(attribute.type);
  return shapeValue(attribute.type, value);
}

function shapeBlocks(block: NestedBlockShape, value: Value): Value {
  if (value instanceof Unknown) return value;
  return isList(value) ? value.filter(isValueObject).map((item) => shapeObject(block, item)) : [];
}

function shapeValue(type: ValueType, value: Value): Value {
  if (value === null || value instanceof Unknown) return value;
  if (type === 'number') return Number(value);
  if (typeof type === 'string') return value;
  if (type[0] === 'object') return shapeElement(type[1], value);
  const element = type[1];
  if (isList(value)) return value.map((item) => shapeValue(element, item));
  if (!isValueObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeValue(element, item)]));
}

/** Objects in a set have no absent attributes in the real providers, only empty ones. */
function shapeElement(types: Readonly<Record<string, ValueType>>, value: Value): Value {
  if (!isValueObject(value)) return value;
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name, shapeValue(type, value[name] ?? zeroOf(type))]),
  );
}

function zeroOf(type: ValueType): Value {
  if (type === 'string') return '';
  if (type === 'number') return 0;
  if (type === 'bool') return false;
  if (type[0] === 'map') return {};
  return type[0] === 'object' ? null : [];
}
