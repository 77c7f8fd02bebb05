import type { Json, JsonObject } from '#domain/json.ts';
import { awsResource, withTouch, type AwsResource } from './aws-values.ts';

/** How many resources of a plan are in which state; the rest are no-ops. */
export interface PlanSize {
  readonly resources: number;
  /** Changed in the console, and planned back. */
  readonly conflicts: number;
  /** Changed in the console, and left so by the plan. */
  readonly absorbed: number;
  readonly deleted: number;
  /** Changed in the code, and not applied. */
  readonly unapplied: number;
}

const PER_MODULE = 25;

/** A plan as `terraform show -json` prints it: a root module that calls one module per service. */
export function largePlan(size: PlanSize): JsonObject {
  const all = Array.from({ length: size.resources }, (_, n) => place(n, fateOf(n, size)));
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: { root_module: { child_modules: modules(all, plannedValues) } },
    resource_drift: all.flatMap(driftEntry),
    resource_changes: all.map(changeEntry),
    prior_state: {
      format_version: '1.0',
      terraform_version: '1.11.4',
      values: { root_module: { child_modules: modules(all, realValues) } },
    },
    configuration: { root_module: { module_calls: moduleCalls(all) } },
    relevant_attributes: [],
    timestamp: '2026-01-05T11:12:13Z',
    applyable: true,
    complete: true,
    errored: false,
  };
}

type Fate = 'no-op' | 'conflict' | 'absorbed' | 'deleted' | 'unapplied';

interface Placed {
  readonly resource: AwsResource;
  readonly fate: Fate;
  readonly module: string;
  readonly call: string;
  readonly name: string;
  readonly address: string;
}

/** Spread over the whole plan, so that no module is all drift. */
function fateOf(n: number, size: PlanSize): Fate {
  const counts: readonly (readonly [Fate, number])[] = [
    ['conflict', size.conflicts],
    ['absorbed', size.absorbed],
    ['deleted', size.deleted],
    ['unapplied', size.unapplied],
  ];
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const every = Math.max(1, Math.floor(size.resources / Math.max(1, total)));
  const step = Math.floor(n / every);
  // Another place in each step: the types take turns, and every fate shall meet them all.
  let slot = n % every === step % every ? step : total;
  for (const [fate, count] of counts) {
    if (slot < count) return fate;
    slot -= count;
  }
  return 'no-op';
}

function place(n: number, fate: Fate): Placed {
  const resource = awsResource(n);
  const call = `service_${Math.floor(n / PER_MODULE)}`;
  const module = `module.${call}`;
  const name = `item_${n % PER_MODULE}`;
  return { resource, fate, call, module, name, address: `${module}.${resource.type}.${name}` };
}

const names = ({ address, module, resource, name }: Placed): Record<string, Json> => ({
  address,
  module_address: module,
  mode: 'managed',
  type: resource.type,
  name,
  provider_name: 'registry.terraform.io/hashicorp/aws',
});

function realValues({ resource, fate }: Placed): Json {
  return fate === 'conflict' || fate === 'absorbed' ? withTouch(resource) : resource.values;
}

function plannedValues(placed: Placed): Json {
  const { resource, fate } = placed;
  if (fate === 'absorbed' || fate === 'unapplied') return withTouch(resource);
  return resource.values;
}

function driftEntry(placed: Placed): readonly JsonObject[] {
  const { resource, fate } = placed;
  const masks = { before_sensitive: resource.sensitive, after_sensitive: resource.sensitive };
  if (fate === 'no-op' || fate === 'unapplied') return [];
  const change: JsonObject =
    fate === 'deleted'
      ? { actions: ['delete'], before: resource.values, after: null, after_unknown: {}, ...masks }
      : {
          actions: ['update'],
          before: resource.values,
          after: withTouch(resource),
          after_unknown: {},
          ...masks,
        };
  return [{ ...names(placed), change }];
}

function changeEntry(placed: Placed): JsonObject {
  const { resource, fate } = placed;
  const created = fate === 'deleted';
  const same = fate === 'no-op' || fate === 'absorbed';
  return {
    ...names(placed),
    change: {
      actions: [created ? 'create' : same ? 'no-op' : 'update'],
      before: created ? null : realValues(placed),
      after: plannedValues(placed),
      after_unknown: {},
      before_sensitive: created ? false : resource.sensitive,
      after_sensitive: resource.sensitive,
    },
  };
}

function modules(all: readonly Placed[], valuesOf: (placed: Placed) => Json): readonly Json[] {
  return [...Map.groupBy(all, (placed) => placed.module)].map(([address, inside]) => ({
    address,
    resources: inside
      .filter((placed) => placed.fate !== 'deleted' || valuesOf !== realValues)
      .map((placed) =>
        Object.assign(names(placed), {
          schema_version: 0,
          values: valuesOf(placed),
          sensitive_values: placed.resource.sensitive,
        }),
      ),
  }));
}

function moduleCalls(all: readonly Placed[]): JsonObject {
  const calls = [...Map.groupBy(all, (placed) => placed.call)].map(([call, inside]) => [
    call,
    { source: './modules/service', module: { resources: inside.map(configured) } },
  ]);
  return Object.fromEntries(calls) as JsonObject;
}

const configured = ({ resource, name }: Placed): JsonObject => ({
  address: `${resource.type}.${name}`,
  mode: 'managed',
  type: resource.type,
  name,
  provider_config_key: 'aws',
  expressions: Object.fromEntries(resource.written.map((key) => [key, { references: ['var.service'] }])),
  schema_version: 0,
});
