import { z } from 'zod';
import { incompleteText, invocations } from '../remedy/plan-guard.ts';
import type { Plan, ResourceChange } from '../drift/plan.ts';

/** One resource that a plan changes; its address is redacted. */
export const ReachedResource = z.object({ address: z.string(), actions: z.array(z.string()) });
export type ReachedResource = z.infer<typeof ReachedResource>;

/** What a change does to one stack, as its plan said before the start: taking it back may touch nothing else. */
export const StackReach = z.object({
  stack: z.string(),
  workspace: z.string(),
  resources: z.array(ReachedResource),
});
export type StackReach = z.infer<typeof StackReach>;

export type Redact = (text: string) => string;

/** Everything that applying the plan would do, moves and outputs included. */
export function reachOf(plan: Plan, redact: Redact): readonly ReachedResource[] {
  const resources = plan.changes
    .filter((entry) => !isIdle(entry) || isMoved(entry))
    .map(({ address, actions }) => ({ address: redact(address), actions: [...actions] }));
  const outputs = plan.outputs
    .filter(({ actions }) => actions.some((action) => action !== 'no-op'))
    .map(({ name, actions }) => ({ address: redact(`output.${name}`), actions: [...actions] }));
  return [...resources, ...outputs];
}

const isIdle = ({ actions }: Pick<ResourceChange, 'actions'>): boolean =>
  actions.every((action) => action === 'no-op' || action === 'read');

const isMoved = ({ address, previousAddress }: ResourceChange): boolean =>
  previousAddress !== null && previousAddress !== address;

export type RollbackGuard =
  | { readonly go: true; readonly changes: readonly ReachedResource[] }
  /** Sentences. */
  | { readonly go: false; readonly why: readonly string[] };

/**
 * Whether applying this plan takes back what the change did and nothing else. What was created may be destroyed, and
 * what was replaced replaced again, only where the declaration says so: what they hold goes with them.
 */
export function guardRollback(
  plan: Plan,
  resourcesRead: number,
  reach: readonly ReachedResource[],
  { mayDestroy, redact }: { readonly mayDestroy: boolean; readonly redact: Redact },
): RollbackGuard {
  const changes = reachOf(plan, redact);
  const known = new Map(reach.map((each) => [each.address, each]));
  const outside = changes.filter(({ address }) => !known.has(address));
  const destroys = changes.filter(({ actions }) => actions.includes('delete'));
  const otherwise = changes.filter(({ address, actions }) => {
    const before = known.get(address);
    return before !== undefined && !undoes(before.actions, actions);
  });
  const incomplete = incompleteText(plan, resourcesRead);
  const why = [
    ...(incomplete === null ? [] : [incomplete]),
    ...invocations(plan).map((what) => `The plan would also run ${what}, and nobody can see what they do.`),
    ...(outside.length === 0
      ? []
      : [`The plan would also change what the change did not touch: ${listed(outside)}.`]),
    ...(otherwise.length === 0
      ? []
      : [`The plan would not undo what was done, but do something else: ${listed(otherwise)}.`]),
    ...(destroys.length === 0 || mayDestroy
      ? []
      : [
          `The plan would destroy ${listed(destroys)}, and the declaration does not say \`may_destroy: true\`.`,
        ]),
  ];
  return why.length === 0 ? { go: true, changes } : { go: false, why };
}

/** What taking the change back would destroy, as far as that is known before it is done. */
export const destroyedByUndoing = (reach: readonly ReachedResource[]): readonly ReachedResource[] =>
  reach.filter(({ address, actions }) => !address.startsWith('output.') && actions.includes('create'));

/**
 * By what was done before: a creation is undone by a destruction, a destruction by a creation, a change by a change. A
 * replacement may be undone by a change, where only one way needed a new resource.
 */
const undoes = (done: readonly string[], doing: readonly string[]): boolean =>
  (UNDOES[kindOf(done)] ?? []).includes(kindOf(doing));

const kindOf = (actions: readonly string[]): string =>
  actions.includes('create') && actions.includes('delete')
    ? 'replace'
    : (['create', 'delete', 'update'].find((action) => actions.includes(action)) ?? 'other');

const UNDOES: Readonly<Record<string, readonly string[]>> = {
  create: ['delete'],
  delete: ['create'],
  update: ['update', 'replace'],
  replace: ['replace', 'update'],
};

export const listed = (resources: readonly ReachedResource[]): string => {
  const shown = resources.slice(0, 8).map(({ address, actions }) => `${address} (${actions.join(' and ')})`);
  return [...shown, ...(resources.length > 8 ? [`${resources.length - 8} more`] : [])].join(', ');
};
