import { isObject, type Json } from '../json.ts';
import type { RealResource } from './noise/noise-rule.ts';
import { resourcesInState, type Plan } from './plan.ts';

/**
 * Looks resources up by type as reality has them: the plan's refreshed state, or a state given beside the plan. The
 * index is built at the first question, because most plans never ask.
 */
export function realResources(
  plan: Plan,
  state: Json | undefined,
): (type: string) => readonly RealResource[] {
  let index: Map<string, RealResource[]> | null = null;
  return (type) => {
    index ??= indexByType(plan, state);
    return index.get(type) ?? [];
  };
}

function indexByType(plan: Plan, state: Json | undefined): Map<string, RealResource[]> {
  const index = new Map<string, RealResource[]>();
  const prior = plan.raw['prior_state'];
  for (const resource of resourcesInState(isObject(prior) ? prior : state)) {
    const { address, type, values, mode } = resource;
    if (typeof address !== 'string' || typeof type !== 'string' || !isObject(values) || mode === 'data')
      continue;
    const list = index.get(type);
    if (list) list.push({ address, type, values });
    else index.set(type, [{ address, type, values }]);
  }
  return index;
}
