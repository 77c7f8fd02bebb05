import { z } from 'zod';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { holdsRounded, parseQuickly, parseWithSources } from '../lossless-json.ts';

/** What Kedge uses of a plan's `resource_drift` and `resource_changes` entries; other fields are tolerated. */
const Entry = z.object({
  address: z.string().optional(),
  previous_address: z.string().optional(),
  module_address: z.string().optional(),
  mode: z.string().optional(),
  type: z.string(),
  name: z.string(),
  index: z.union([z.string(), z.number()]).optional(),
  provider_name: z.string().optional(),
  deposed: z.string().optional(),
  action_reason: z.string().optional(),
  change: z.object({
    actions: z.array(z.string()),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
    after_unknown: z.unknown().optional(),
    before_sensitive: z.unknown().optional(),
    after_sensitive: z.unknown().optional(),
    importing: z.unknown().optional(),
  }),
});

export interface ResourceChange {
  readonly address: string;
  readonly previousAddress: string | null;
  readonly module: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly provider: string;
  readonly actions: readonly string[];
  readonly actionReason: string | null;
  readonly importing: boolean;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly afterUnknown: Json | undefined;
  readonly beforeSensitive: Json | undefined;
  readonly afterSensitive: Json | undefined;
}

export interface OutputChange {
  readonly name: string;
  readonly actions: readonly string[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly afterUnknown: Json | undefined;
  readonly sensitive: boolean;
}

/** An attribute that contributed to what the plan proposes. */
export interface RelevantAttribute {
  readonly resource: string;
  readonly path: readonly (string | number)[];
}

export interface Plan {
  readonly formatVersion: string;
  readonly engineVersion: string | null;
  /** When the plan was made, ISO 8601; older formats do not say. */
  readonly timestamp: string | null;
  readonly errored: boolean;
  /** false: targeted or deferred. null: the engine does not say. */
  readonly complete: boolean | null;
  readonly deferred: number;
  readonly drift: readonly ResourceChange[];
  /** Entries that change something, are moved, or stand at a drifted address; the many no-ops are left out. */
  readonly changes: readonly ResourceChange[];
  /** Whether the plan speaks about intent at all: a refresh-only plan does not. */
  readonly hasIntent: boolean;
  readonly outputs: readonly OutputChange[];
  readonly relevant: readonly RelevantAttribute[];
  /** Managed resources in the refreshed state. */
  readonly managedInState: number;
  /** Managed resources that the plan lists, no-ops included. */
  readonly managedInPlan: number;
  readonly raw: JsonObject;
}

export type PlanReading = { readonly plan: Plan } | { readonly problem: string };

/** Reads the text of `show -json PLANFILE`. Never throws: a text that is no plan gives the problem as a sentence. */
export function readPlan(text: string): PlanReading {
  let raw: Json;
  try {
    raw = parseQuickly(text);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'it is not JSON' };
  }
  const reading = planFrom(raw);
  return 'plan' in reading && comparesRounded(reading.plan) ? planFrom(parseWithSources(text)) : reading;
}

export function planFrom(raw: Json): PlanReading {
  if (!isObject(raw)) return { problem: 'the top level is not an object' };
  const version = raw['format_version'];
  if (typeof version !== 'string') return { problem: 'it has no format_version, so it is no plan' };
  if (!/^[01]\./.test(version))
    return { problem: `format_version ${version} is not supported (0.1 to 1.x are)` };
  const isState = 'values' in raw && !('resource_changes' in raw) && !('planned_values' in raw);
  if (isState) return { problem: 'it is a state, not a plan: make a plan with -out and show that file' };
  const drift = entries(raw['resource_drift'], () => true);
  if ('problem' in drift) return { problem: `resource_drift: ${drift.problem}` };
  const drifted = new Set(drift.read.map((entry) => entry.address));
  const changes = entries(raw['resource_changes'], (entry) => matters(entry, drifted));
  if ('problem' in changes) return { problem: `resource_changes: ${changes.problem}` };
  return { plan: assemble(raw, version, drift.read, changes.read) };
}

function assemble(
  raw: JsonObject,
  formatVersion: string,
  drift: readonly ResourceChange[],
  changes: readonly ResourceChange[],
): Plan {
  const listed = listOf(raw['resource_changes']);
  return {
    formatVersion,
    engineVersion: textOf(raw['terraform_version']),
    timestamp: textOf(raw['timestamp']),
    errored: raw['errored'] === true,
    complete: typeof raw['complete'] === 'boolean' ? raw['complete'] : null,
    deferred: listOf(raw['deferred_changes']).length,
    drift,
    changes,
    hasIntent: listed.length > 0,
    outputs: outputChanges(raw['output_changes']),
    relevant: relevantAttributes(raw['relevant_attributes']),
    managedInState: countManaged(raw['prior_state']),
    managedInPlan: listed.filter((entry) => isObject(entry) && entry['mode'] !== 'data').length,
    raw,
  };
}

/** Whether a value that is compared may have lost digits; what nobody compares may stay rounded. */
function comparesRounded({ drift, changes, outputs }: Plan): boolean {
  return [...drift, ...changes, ...outputs].some(
    ({ before, after }) => holdsRounded(before) || holdsRounded(after),
  );
}

/**
 * A no-op says nothing unless its resource moved, drifted or is brought into the state; plans of large stacks hold
 * thousands of them.
 */
function matters(entry: JsonObject, drifted: ReadonlySet<string>): boolean {
  const change = entry['change'];
  const actions = isObject(change) ? change['actions'] : undefined;
  const isNoOp = isArray(actions) && actions.length === 1 && actions[0] === 'no-op';
  if (!isNoOp || 'previous_address' in entry) return true;
  if (isObject(change) && isObject(change['importing'])) return true;
  return drifted.has(typeof entry['address'] === 'string' ? entry['address'] : '');
}

function entries(
  value: Json | undefined,
  wanted: (entry: JsonObject) => boolean,
): { readonly read: readonly ResourceChange[] } | { readonly problem: string } {
  if (value === undefined || value === null) return { read: [] };
  if (!isArray(value)) return { problem: 'it is not a list' };
  const read: ResourceChange[] = [];
  for (const [i, item] of value.entries()) {
    if (isObject(item) && !wanted(item)) continue;
    const entry = Entry.safeParse(item);
    if (!entry.success) {
      const issue = entry.error.issues[0];
      return {
        problem: `entry ${i} cannot be read: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
      };
    }
    read.push(resourceChange(entry.data));
  }
  return { read };
}

function resourceChange(entry: z.infer<typeof Entry>): ResourceChange {
  const { change } = entry;
  const address = entry.address ?? derivedAddress(entry);
  return {
    address: entry.deposed === undefined ? address : `${address} (deposed ${entry.deposed})`,
    previousAddress: entry.previous_address ?? null,
    module: entry.module_address ?? '',
    mode: entry.mode === 'data' ? 'data' : 'managed',
    type: entry.type,
    name: entry.name,
    provider: entry.provider_name ?? '',
    actions: change.actions,
    actionReason: entry.action_reason ?? null,
    importing: change.importing !== undefined && change.importing !== null,
    before: json(change.before),
    after: json(change.after),
    afterUnknown: json(change.after_unknown),
    beforeSensitive: json(change.before_sensitive),
    afterSensitive: json(change.after_sensitive),
  };
}

/** zod hands `unknown` through as it was parsed, so it still is JSON. */
const json = (value: unknown): Json | undefined => value as Json | undefined;

/** Some writers leave the address out (format 0.1 through terraform-compliance). */
function derivedAddress(entry: z.infer<typeof Entry>): string {
  const module = entry.module_address === undefined ? '' : `${entry.module_address}.`;
  const data = entry.mode === 'data' ? 'data.' : '';
  const index = entry.index === undefined ? '' : `[${JSON.stringify(entry.index)}]`;
  return `${module}${data}${entry.type}.${entry.name}${index}`;
}

function outputChanges(value: Json | undefined): readonly OutputChange[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, change]) => {
    if (!isObject(change)) return [];
    const actions = listOf(change['actions']).filter((action) => typeof action === 'string');
    if (actions.length === 0 || (actions.length === 1 && actions[0] === 'no-op')) return [];
    const sensitive = change['before_sensitive'] === true || change['after_sensitive'] === true;
    return [
      {
        name,
        actions,
        before: change['before'],
        after: change['after'],
        afterUnknown: change['after_unknown'],
        sensitive,
      },
    ];
  });
}

function relevantAttributes(value: Json | undefined): readonly RelevantAttribute[] {
  return listOf(value).flatMap((item) => {
    if (!isObject(item) || typeof item['resource'] !== 'string') return [];
    const path = listOf(item['attribute']).filter(
      (step) => typeof step === 'string' || typeof step === 'number',
    );
    return [{ resource: item['resource'], path }];
  });
}

function countManaged(state: Json | undefined): number {
  let count = 0;
  for (const resource of resourcesInState(state)) if (resource['mode'] !== 'data') count += 1;
  return count;
}

/** Every resource of a state's `values` or a plan's `prior_state`, child modules included. */
export function* resourcesInState(state: Json | undefined): Generator<JsonObject> {
  const values = isObject(state) ? state['values'] : undefined;
  const open: Json[] = isObject(values) && values['root_module'] !== undefined ? [values['root_module']] : [];
  for (let module = open.pop(); module !== undefined; module = open.pop()) {
    if (!isObject(module)) continue;
    for (const resource of listOf(module['resources'])) if (isObject(resource)) yield resource;
    for (const child of listOf(module['child_modules'])) open.push(child);
  }
}

const listOf = (value: Json | undefined): readonly Json[] => (isArray(value) ? value : []);
const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
