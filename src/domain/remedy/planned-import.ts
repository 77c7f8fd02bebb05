import { isArray, isObject, jsonEqual, type Json, type JsonObject } from '../json.ts';
import { resourcesInState, type Plan } from '../drift/plan.ts';

/** An entry of a plan about a managed resource, no-ops included: an import without a change is one. */
export interface PlannedEntry {
  readonly address: string;
  readonly actions: readonly string[];
  readonly importing: boolean;
}

/** From the raw plan, because what changes nothing is left out of its reading. */
export function plannedEntries(plan: Plan | null): readonly PlannedEntry[] {
  const entries = plan?.raw['resource_changes'];
  return (isArray(entries) ? entries : []).flatMap((entry) => {
    const change = isObject(entry) ? entry['change'] : undefined;
    if (!isObject(entry) || !isObject(change) || entry['mode'] === 'data') return [];
    const { address } = entry;
    const actions = change['actions'];
    if (typeof address !== 'string' || !isArray(actions)) return [];
    return [
      {
        address,
        actions: actions.filter((action) => typeof action === 'string'),
        importing: isObject(change['importing']),
      },
    ];
  });
}

/** Addresses of the managed resources in the state that the plan was made from, what it imports included. */
export function addressesInState(plan: Plan): readonly string[] {
  return managed(plan).flatMap(({ address }) => (typeof address === 'string' ? [address] : []));
}

/**
 * Other addresses that hold the object which the plan imports. Two addresses with one object undo each other's changes,
 * and the engines do not see it. Where both have an ARN it decides, because ids repeat over regions and accounts.
 */
export function twinsOf(plan: Plan, address: string): readonly string[] {
  const resources = managed(plan);
  const own = resources.find((resource) => resource['address'] === address);
  const ownId = idOf(own);
  if (own === undefined || ownId === undefined) return [];
  return resources.flatMap((other) => {
    const at = other['address'];
    if (typeof at !== 'string' || at === address || other['type'] !== own['type']) return [];
    if (!jsonEqual(idOf(other), ownId)) return [];
    const arns = [own, other].map((each) => valueOf(each, 'arn')).filter((arn) => typeof arn === 'string');
    return arns.length === 2 && arns[0] !== arns[1] ? [] : [at];
  });
}

const managed = (plan: Plan): readonly JsonObject[] =>
  [...resourcesInState(plan.raw['prior_state'])].filter((resource) => resource['mode'] !== 'data');

const idOf = (resource: JsonObject | undefined): Json | undefined => {
  const id = resource === undefined ? undefined : valueOf(resource, 'id');
  return id === null || id === '' ? undefined : id;
};

function valueOf(resource: JsonObject, name: string): Json | undefined {
  const values = resource['values'];
  return isObject(values) ? values[name] : undefined;
}
