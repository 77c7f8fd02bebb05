import { readersOf } from './readers.ts';
import type { Resolver } from './resolver.ts';
import { placeName } from './source-file.ts';
import type { Task } from './tasks.ts';
import type { Obstacle, Operation } from './written.ts';
import { refuse } from './written.ts';

/** Tasks whose changes are to be made at once, since they meet in the same places. */
export interface Together {
  readonly operations: readonly Operation[];
  readonly tasks: readonly { readonly task: Task; readonly operations: readonly Operation[] }[];
}

/**
 * Looks who else would notice the changes of a task. Those who want the very same changes are taken along; anybody else
 * stands in the way.
 */
export function sharedPlace(
  resolver: Resolver,
  task: Task,
  operations: readonly Operation[],
  open: readonly Task[],
): Together | { readonly obstacle: Obstacle } {
  const tasks = [{ task, operations }];
  const all = new Map(operations.map((operation) => [keyOf(operation), operation]));
  const asked = new Set<string>();
  for (let i = 0; i < tasks.length; i += 1) {
    // Of hundreds of instances with the same change, who else reads the place is asked once.
    const fresh = (tasks[i]?.operations ?? []).filter((operation) => !asked.has(keyOf(operation)));
    for (const operation of fresh) asked.add(keyOf(operation));
    for (const reader of fresh.length === 0 ? [] : readersOf(resolver, fresh)) {
      if (tasks.some((one) => one.task.owns(reader) && includesAll(one.operations, reader.touched))) continue;
      const other = open.find((one) => one.owns(reader) && !tasks.some(({ task: known }) => known === one));
      const outcome = other?.changes(resolver);
      if (other === undefined || outcome === undefined || 'obstacle' in outcome) {
        return { obstacle: shared(resolver, task, operations) };
      }
      if (!includesAll(outcome.operations, reader.touched)) {
        return { obstacle: shared(resolver, task, operations) };
      }
      tasks.push({ task: other, operations: outcome.operations });
      for (const operation of outcome.operations) all.set(keyOf(operation), operation);
    }
  }
  const closed = [...all.values()].map(closedFile).find((obstacle) => obstacle !== null);
  return closed === undefined ? { operations: [...all.values()], tasks } : { obstacle: closed };
}

function includesAll(operations: readonly Operation[], wanted: readonly Operation[]): boolean {
  const keys = new Set(operations.map(keyOf));
  return wanted.every((operation) => keys.has(keyOf(operation)));
}

const keyOf = ({ file, changes }: Operation): string => JSON.stringify([file.path, changes]);

function shared(resolver: Resolver, task: Task, operations: readonly Operation[]): Obstacle {
  const others = readersOf(resolver, operations).filter((reader) => !task.owns(reader));
  const places = [...new Set(others.map(({ place }) => place))];
  const named = places.slice(0, 5).join(', ') + (places.length > 5 ? ` and ${places.length - 5} more` : '');
  const [first] = operations;
  const where =
    first === undefined ? 'the code' : placeName(first.file, first.changes[0]?.start ?? first.place.start);
  return refuse(
    'shared',
    `A change at ${where} would change ${named} too.`,
    'Give this resource a value of its own there, or adopt the same value for all of them together.',
  ).obstacle;
}

/** Why the file of a change must not be written to; null: it may. */
export function closedFile({ file }: Operation): Obstacle | null {
  if (file.closed === 'remote_module') {
    return refuse(
      'remote_module',
      `The value is written at ${file.name}, in a module that comes from elsewhere.`,
      'Change an input of the module by hand, or the module at its source.',
    ).obstacle;
  }
  if (file.closed === 'outside_repository') {
    return refuse(
      'outside_repository',
      `The value is written at ${file.name}, outside of this repository.`,
      'Change it in the repository that it belongs to.',
    ).obstacle;
  }
  return null;
}
