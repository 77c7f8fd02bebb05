import type { Json } from '#domain/json.ts';

/** Terraform's type notation, e.g. `['set', ['object', { port: 'number' }]]`. */
export type ValueType =
  | 'string'
  | 'number'
  | 'bool'
  | readonly ['list' | 'set' | 'map', ValueType]
  | readonly ['object', Readonly<Record<string, ValueType>>];

export interface AttributeShape {
  readonly type: ValueType;
  /** The attributes of a single nested object, as protocol 6 has it; `type` is its plain form. */
  readonly nested?: Attributes;
  readonly required?: true;
  readonly optional?: true;
  readonly computed?: true;
  readonly sensitive?: true;
  /** Planned whenever the code does not set the attribute. */
  readonly default?: Json;
  /** Beyond plain equality, two values that differ only so are the same to the provider. */
  readonly equal?: 'json' | 'any order';
  /** A change needs a new object. */
  readonly replaces?: true;
  /** The cloud never tells it; the state keeps what was applied. */
  readonly unreadable?: true;
  /**
   * What the cloud fills in at creation when nothing is given. Text may hold `{serial}`, `{time}` and the
   * names of attributes that stand before this one.
   */
  readonly assigned?: string | number | boolean;
  /** Assigned anew by every apply that changes the object: numbers count up. */
  readonly renewed?: true;
}

export type Attributes = Readonly<Record<string, AttributeShape>>;

export interface BlockShape {
  readonly attributes: Attributes;
  readonly blocks?: Readonly<Record<string, NestedBlockShape>>;
}

export interface NestedBlockShape extends BlockShape {
  readonly nesting: 'list' | 'set';
  readonly maxItems?: number;
  /** When the code has no such block, what the cloud has stays. */
  readonly computed?: true;
}

export interface TypeShape extends BlockShape {
  /** Not an object of its own: some attributes of the object of another type, found by an attribute's value. */
  readonly partOf?: { readonly type: string; readonly key: string; readonly attributes: readonly string[] };
}

type Extras = Omit<AttributeShape, 'type' | 'required' | 'optional' | 'computed'>;

export const required = (type: ValueType, extras: Extras = {}): AttributeShape => ({
  type,
  required: true,
  ...extras,
});

export const optional = (type: ValueType, extras: Extras = {}): AttributeShape => ({
  type,
  optional: true,
  ...extras,
});

export const computed = (type: ValueType, extras: Extras = {}): AttributeShape => ({
  type,
  computed: true,
  ...extras,
});

export const optionalComputed = (type: ValueType, extras: Extras = {}): AttributeShape => ({
  type,
  optional: true,
  computed: true,
  ...extras,
});

export const optionalNested = (nested: Attributes): AttributeShape => ({
  type: ['object', Object.fromEntries(Object.entries(nested).map(([name, { type }]) => [name, type]))],
  nested,
  optional: true,
});
