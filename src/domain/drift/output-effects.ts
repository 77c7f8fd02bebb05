import type { AttributePath } from './attribute-path.ts';
import { withoutKeys, type ConfiguredAttributes } from './configured-attributes.ts';
import type { OutputChange, Plan } from './plan.ts';

/** Which changed outputs a drifted place feeds. */
export interface OutputEffects {
  readonly fedBy: (
    resource: { readonly address: string; readonly module: string },
    path: AttributePath,
  ) => readonly OutputChange[];
  /** Whether the output's own references allow that it reads the resource. */
  readonly couldFeed: (
    resource: { readonly address: string; readonly module: string },
    output: OutputChange,
  ) => boolean;
}

/**
 * Terraform names the attributes that contributed to the plan (`relevant_attributes`), locals and modules followed;
 * an output's own references say which outputs can have been meant. Both must agree.
 */
export function outputEffects(plan: Plan, configured: ConfiguredAttributes): OutputEffects {
  const couldFeed: OutputEffects['couldFeed'] = (resource, output) =>
    canRead(configured.outputReads(output.name), resource);
  return {
    couldFeed,
    fedBy: (resource, path) => {
      if (plan.outputs.length === 0 || !isRelevant(plan, resource.address, path)) return [];
      return plan.outputs.filter((output) => couldFeed(resource, output));
    },
  };
}

function isRelevant(plan: Plan, address: string, path: AttributePath): boolean {
  // Formats before 1.1 do not say what is relevant: then the outputs' references alone decide.
  if (!('relevant_attributes' in plan.raw) && plan.formatVersion < '1.1') return true;
  const bare = withoutKeys(address);
  return plan.relevant.some(
    ({ resource, path: relevant }) =>
      (resource === address || withoutKeys(resource) === bare) && agreesWith(relevant, path),
  );
}

/** One path is the other or lies inside it, as far as names can tell. */
function agreesWith(relevant: readonly (string | number)[], path: AttributePath): boolean {
  const length = Math.min(relevant.length, path.length);
  for (let i = 0; i < length; i += 1) {
    const step = path[i];
    const name = step?.kind === 'attribute' ? step.name : step?.kind === 'key' ? step.key : null;
    // Elements and positions are left open: set elements have no position of their own.
    if (name !== null && name !== relevant[i]) return false;
  }
  return true;
}

function canRead(
  references: readonly string[],
  resource: { readonly address: string; readonly module: string },
): boolean {
  const start = resource.module === '' ? withoutKeys(resource.address) : withoutKeys(resource.module);
  return references.some(
    (reference) =>
      reference.startsWith('local.') ||
      withoutKeys(reference) === start ||
      withoutKeys(reference).startsWith(`${start}.`) ||
      (resource.module !== '' && start.startsWith(withoutKeys(reference).split('.').slice(0, 2).join('.'))),
  );
}
