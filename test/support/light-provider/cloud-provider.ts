import { isDeepStrictEqual } from 'node:util';

import type { JsonObject } from '#domain/json.ts';

import type { LightCloud } from './light-cloud.ts';
import { planChange } from './plan-change.ts';
import type {
  ApplyRequest,
  PlanRequest,
  PlanResponse,
  ProviderCalls,
  WireSchema,
  WireValue,
} from './provider-calls.ts';
import { ProviderError } from './read-faults.ts';
import { dataTypes, providerAttributes, resourceTypes } from './resource-types.ts';
import { shapeObject } from './shape-value.ts';
import type { TypeShape } from './type-shape.ts';
import { wireSchema } from './wire-schema.ts';
import { fromWire, isList, isValueObject, parseJson, textIn, toWire, Unknown } from './wire-value.ts';
import type { Value, ValueObject } from './wire-value.ts';

const capabilities = { get_provider_schema_optional: true, move_resource_state: true };

/** The provider's answers over the cloud in memory. */
export function cloudProvider(cloud: LightCloud): ProviderCalls {
  return {
    GetMetadata: () => ({
      server_capabilities: capabilities,
      resources: Object.keys(resourceTypes).map((type_name) => ({ type_name })),
      data_sources: Object.keys(dataTypes).map((type_name) => ({ type_name })),
    }),
    GetProviderSchema: () => ({
      provider: wireSchema({ attributes: providerAttributes }),
      resource_schemas: schemasOf(resourceTypes),
      data_source_schemas: schemasOf(dataTypes),
      server_capabilities: capabilities,
    }),
    ValidateProviderConfig: () => ({}),
    ValidateResourceConfig: () => ({}),
    ValidateDataResourceConfig: () => ({}),
    ConfigureProvider: () => ({}),
    UpgradeResourceState: ({ type_name, raw_state }) => ({
      upgraded_state: savedState(type_name, raw_state?.json),
    }),
    ReadResource: async ({ type_name, current_state, private: kept }) => ({
      new_state: toWire(await readResource(cloud, type_name, objectFrom(current_state))),
      ...(kept && { private: kept }),
    }),
    PlanResourceChange: plan,
    ApplyResourceChange: (request) => ({
      new_state: toWire(apply(cloud, request)),
      legacy_type_system: true,
    }),
    ImportResourceState: ({ type_name, id }) => ({
      imported_resources: [{ type_name, state: toWire(shapeObject(resourceType(type_name), { id })) }],
    }),
    MoveResourceState: ({ source_type_name, source_state, target_type_name }) => {
      resourceType(source_type_name);
      return { target_state: savedState(target_type_name, source_state?.json) };
    },
    ReadDataSource: async ({ type_name, config }) => ({
      state: toWire(await readData(cloud, type_name, objectFrom(config))),
    }),
    StopProvider: () => {
      cloud.stopReads();
      return {};
    },
  };
}

async function readResource(cloud: LightCloud, type: string, state: ValueObject): Promise<Value> {
  const shape = resourceType(type);
  const object = await cloud.read(type, textIn(state, 'id'));
  return object && shapeObject(shape, { ...object, ...unreadable(shape, state) });
}

async function readData(cloud: LightCloud, type: string, config: ValueObject): Promise<Value> {
  const shape = dataTypes[type];
  const name = textIn(config, 'name');
  const object = await cloud.read(type, name);
  if (shape && object) return shapeObject(shape, object);
  throw new ProviderError({ summary: `no ${type} named ${name}`, detail: 'The cloud does not know it.' });
}

function plan({
  type_name,
  prior_state,
  proposed_new_state,
  config,
  prior_private,
}: PlanRequest): PlanResponse {
  const proposed = fromWire(proposed_new_state);
  // The SDK of most real providers asks for this leniency; it lets a plan keep `{}` where the code says nothing.
  const common = { legacy_type_system: true, ...(prior_private && { planned_private: prior_private }) };
  if (!isValueObject(proposed)) return { planned_state: toWire(null), ...common };
  const prior = fromWire(prior_state);
  const { planned, replacedBy } = planChange(resourceType(type_name), {
    config: objectFrom(config),
    prior: isValueObject(prior) ? prior : null,
    proposed,
  });
  return {
    planned_state: toWire(planned),
    requires_replace: replacedBy.map((name) => ({ steps: [{ attribute_name: name }] })),
    ...common,
  };
}

function apply(cloud: LightCloud, { type_name, prior_state, planned_state }: ApplyRequest): Value {
  const shape = resourceType(type_name);
  const prior = fromWire(prior_state);
  const planned = fromWire(planned_state);
  if (!isValueObject(planned)) {
    cloud.remove(type_name, textIn(objectFrom(prior_state), 'id'));
    return null;
  }
  const id = isValueObject(prior)
    ? update(cloud, type_name, prior, planned)
    : textIn(cloud.create(type_name, knownOf(shape, planned, {})), 'id');
  return shapeObject(shape, { ...cloud.get(type_name, id), ...unreadable(shape, planned) });
}

/** Writes only what the plan changes, as a real API call would, so that a sibling's part of the object stays. */
function update(cloud: LightCloud, type: string, prior: ValueObject, planned: ValueObject): string {
  const id = textIn(prior, 'id');
  cloud.change(type, id, knownOf(resourceType(type), planned, prior));
  cloud.renew(type, id);
  return id;
}

function knownOf(shape: TypeShape, planned: ValueObject, prior: ValueObject): JsonObject {
  const changed = Object.entries(planned).filter(
    ([name, value]) => !(value instanceof Unknown) && !isDeepStrictEqual(value, prior[name] ?? null),
  );
  const names = new Set(changed.map(([name]) => name));
  const shaped = Object.entries(shapeObject(shape, planned)).filter(([name]) => names.has(name));
  return Object.fromEntries(shaped.map(([name, value]) => [name, withoutUnknowns(value)])) as JsonObject;
}

/** Unknowns inside blocks are for the cloud to fill in. */
function withoutUnknowns(value: Value): Value {
  if (isList(value)) return value.map(withoutUnknowns);
  if (!isValueObject(value)) return value;
  const known = Object.entries(value).filter(([, item]) => !(item instanceof Unknown));
  return Object.fromEntries(known.map(([name, item]) => [name, withoutUnknowns(item)]));
}

function unreadable(shape: TypeShape, state: ValueObject): ValueObject {
  const names = Object.keys(shape.attributes).filter((name) => shape.attributes[name]?.unreadable);
  return Object.fromEntries(names.map((name) => [name, state[name] ?? null]));
}

function savedState(type: string, json: Uint8Array | undefined): WireValue {
  const saved = parseJson(json);
  return toWire(shapeObject(resourceType(type), isValueObject(saved) ? saved : {}));
}

function objectFrom(wire: WireValue | undefined): ValueObject {
  const value = fromWire(wire);
  return isValueObject(value) ? value : {};
}

function resourceType(name: string): TypeShape {
  const shape = resourceTypes[name];
  if (shape) return shape;
  throw new ProviderError({ summary: `no resource type ${name}`, detail: 'The light provider lacks it.' });
}

function schemasOf(types: Readonly<Record<string, TypeShape>>): Readonly<Record<string, WireSchema>> {
  return Object.fromEntries(Object.entries(types).map(([name, shape]) => [name, wireSchema(shape)]));
}
