import { isArray, isObject, type Json, type JsonObject } from '#domain/json.ts';

import { type Hang, type HangOptions, type ReadError, ReadFaults } from './read-faults.ts';
import { dataTypes, resourceTypes } from './resource-types.ts';
import { textIn } from './wire-value.ts';
import type { AttributeShape, BlockShape, TypeShape } from './type-shape.ts';

type Transform = (object: JsonObject) => JsonObject;

/** Reality in memory. Terraform changes it through the provider; a test does so behind Terraform's back. */
export class LightCloud {
  readonly #objects = new Map<string, Map<string, JsonObject>>();
  readonly #answers = new Map<string, Transform>();
  readonly #readCounts = new Map<string, number>();
  readonly #faults = new ReadFaults();
  #serial = 0;

  /** The object as it is, or undefined when there is none. */
  get(type: string, id: string): JsonObject | undefined {
    const { partOf } = shapeOf(type);
    if (!partOf) return this.#objects.get(type)?.get(id);
    const whole = this.get(partOf.type, id);
    const parts = partOf.attributes.map((name) => [name, whole?.[name] ?? null] as const);
    if (parts.every(([, value]) => value === null)) return undefined;
    return { id, [partOf.key]: id, ...Object.fromEntries(parts) };
  }

  /** All objects of the type, oldest first. */
  list(type: string): readonly JsonObject[] {
    const ids = [...(this.#objects.get(shapeOf(type).partOf?.type ?? type)?.keys() ?? [])];
    return ids.map((id) => this.get(type, id)).filter((object) => object !== undefined);
  }

  /** Adds an object and fills in what the cloud assigns: id, arn and defaults. Throws when the id is taken. */
  create(type: string, object: JsonObject): JsonObject {
    const shape = shapeOf(type);
    this.#serial += 1;
    const whole = assign(shape, object, this.#serial);
    const id = textIn(whole, 'id');
    if (this.get(type, id)) throw new Error(`cannot create ${type}: ${id} already exists`);
    if (shape.partOf) {
      this.#changeWhole(type, shape.partOf, id, whole);
      return whole;
    }
    const objects = this.#objects.get(type) ?? new Map<string, JsonObject>();
    this.#objects.set(type, objects.set(id, whole));
    return whole;
  }

  /** The console: sets exactly the attributes that the patch names. Throws when there is no such object. */
  change(type: string, id: string, patch: JsonObject): JsonObject {
    const object = this.#existing(type, id);
    const { partOf } = shapeOf(type);
    const changed = { ...object, ...patch };
    if (partOf) this.#changeWhole(type, partOf, id, patch);
    else this.#objects.get(type)?.set(id, changed);
    return changed;
  }

  /** Throws when there is no such object. */
  remove(type: string, id: string): void {
    this.#existing(type, id);
    const { partOf } = shapeOf(type);
    if (!partOf) this.#objects.get(type)?.delete(id);
    else {
      const absent = Object.fromEntries(partOf.attributes.map((name) => [name, null]));
      this.#changeWhole(type, partOf, id, absent);
    }
  }

  /** What follows a later apply: fills in what is missing, counts numbers up and sets times anew. */
  renew(type: string, id: string): void {
    this.#serial += 1;
    const shape = shapeOf(type);
    const object = assign(shape, this.#existing(type, id), this.#serial);
    const renewed = Object.entries(shape.attributes)
      .filter(([, attribute]) => attribute.renewed)
      .map(([name, attribute]) => {
        const before = object[name];
        return [name, typeof before === 'number' ? before + 1 : assignedTo(attribute, object, this.#serial)];
      });
    this.change(type, id, { ...object, ...Object.fromEntries(renewed) });
  }

  /**
   * From now on reads of the type answer in another form, e.g. with `tags: {}` for absent tags, a list in another
   * order, JSON with other white space. The objects themselves stay as they are. No transform: as before.
   */
  answer(type: string, transform?: Transform): void {
    shapeOf(type);
    if (transform) this.#answers.set(type, transform);
    else this.#answers.delete(type);
  }

  /** What the provider calls to read: counts, meets the faults, and answers null for an object that is gone. */
  async read(type: string, id: string): Promise<JsonObject | null> {
    this.#readCounts.set(type, this.readsOf(type) + 1);
    await this.#faults.meet(type, id);
    const object = this.get(type, id);
    if (object === undefined) return null;
    return this.#answers.get(type)?.(object) ?? object;
  }

  /** Reads so far, of resources and data sources together. */
  get reads(): number {
    return [...this.#readCounts.values()].reduce((sum, count) => sum + count, 0);
  }

  readsOf(type: string): number {
    return this.#readCounts.get(type) ?? 0;
  }

  /** Every read takes at least so long; reads wait side by side. */
  delay(milliseconds: number): void {
    this.#faults.delay(milliseconds);
  }

  /** Reads of the type, or of one object of it, fail. */
  failRead(type: string, error: ReadError, id?: string): void {
    shapeOf(type);
    this.#faults.failRead(type, error, id);
  }

  /** Reads never answer until the returned hang, or `clearFaults`, releases them. */
  hangReads(options?: HangOptions): Hang {
    return this.#faults.hangReads(options);
  }

  /** What the provider calls when Terraform asks it to stop. */
  stopReads(): void {
    this.#faults.stop();
  }

  /** No delay, no failing read, nothing hanging. */
  clearFaults(): void {
    this.#faults.clear();
  }

  #existing(type: string, id: string): JsonObject {
    const object = this.get(type, id);
    if (object) return object;
    const known = this.list(type).map((other) => textIn(other, 'id'));
    throw new Error(`there is no ${type} ${id} in the light cloud; it has: ${known.join(', ') || 'none'}`);
  }

  #changeWhole(type: string, partOf: NonNullable<TypeShape['partOf']>, id: string, patch: JsonObject): void {
    const parts = Object.entries(patch).filter(([name]) => partOf.attributes.includes(name));
    if (!this.get(partOf.type, id)) throw new Error(`cannot write ${type}: there is no ${partOf.type} ${id}`);
    this.change(partOf.type, id, Object.fromEntries(parts));
  }
}

function shapeOf(type: string): TypeShape {
  const shape = resourceTypes[type] ?? dataTypes[type];
  if (shape) return shape;
  const known = [...Object.keys(resourceTypes), ...Object.keys(dataTypes)].join(', ');
  throw new Error(`the light cloud has no type ${type}; it has: ${known}`);
}

/** Fills in what is not given, outermost attributes first, so that an arn can hold the id. */
function assign(shape: BlockShape, given: JsonObject, serial: number): JsonObject {
  const object: Record<string, Json> = { ...given };
  for (const [name, attribute] of Object.entries(shape.attributes)) {
    const value = object[name] ?? assignedTo(attribute, object, serial);
    if (value !== undefined) object[name] = value;
  }
  for (const [name, block] of Object.entries(shape.blocks ?? {})) {
    const items = object[name];
    if (isArray(items)) object[name] = items.filter(isObject).map((item) => assign(block, item, serial));
  }
  return object;
}

function assignedTo(attribute: AttributeShape, object: JsonObject, serial: number) {
  const value = attribute.assigned ?? attribute.default;
  if (typeof value !== 'string') return value;
  const builtIn: JsonObject = {
    serial: serial.toString(16).padStart(8, '0'),
    time: new Date(Date.UTC(2025, 0, 1, 0, 0, serial)).toISOString(),
  };
  return value.replaceAll(/\{(\w+)\}/g, (_, name: string) => textIn({ ...object, ...builtIn }, name));
}
