import { describe, expect, it } from 'vitest';
import { planFrom, type Plan } from '../drift/plan.ts';
import { destroyedByUndoing, guardRollback, reachOf, type ReachedResource } from './rollback-reach.ts';

const redact = (text: string): string => text.replaceAll('s3cret', '***');

function planOf(
  entries: readonly (readonly [address: string, ...actions: string[]])[],
  over: object = {},
): Plan {
  const read = planFrom({
    format_version: '1.2',
    resource_changes: entries.map(([address, ...actions]) => ({
      address,
      mode: 'managed',
      type: 'light_thing',
      name: 'x',
      provider_name: 'light',
      change: { actions, before: { id: 'x', number: 1 }, after: { id: 'x', number: 2 }, after_unknown: {} },
    })),
    planned_values: {},
    ...over,
  });
  if ('problem' in read) throw new Error(read.problem);
  return read.plan;
}

const guard = (
  reach: readonly ReachedResource[],
  entries: Parameters<typeof planOf>[0],
  { mayDestroy = false, over = {} }: { mayDestroy?: boolean; over?: object } = {},
) => guardRollback(planOf(entries, over), 9, reach, { mayDestroy, redact });

const done = (address: string, ...actions: string[]): ReachedResource => ({ address, actions });

describe('a plan that takes a change back', () => {
  it('may change again what the change changed', () => {
    expect(guard([done('light_thing.b', 'update')], [['light_thing.b', 'update']])).toEqual({
      go: true,
      changes: [done('light_thing.b', 'update')],
    });
  });

  it.each([
    [
      'touches another resource',
      [done('light_thing.b', 'update')],
      [['light_thing.c', 'update']],
      false,
      /did not touch: light_thing\.c/,
    ],
    [
      'does something else',
      [done('light_thing.b', 'update')],
      [['light_thing.b', 'delete']],
      true,
      /not undo what was done.*light_thing\.b \(delete\)/,
    ],
    [
      'forgets a resource',
      [done('light_thing.b', 'update')],
      [['light_thing.b', 'forget']],
      true,
      /not undo/,
    ],
    [
      'destroys what it may not',
      [done('light_thing.b', 'create')],
      [['light_thing.b', 'delete']],
      false,
      /may_destroy: true/,
    ],
    [
      'replaces what it may not',
      [done('light_thing.b', 'update')],
      [['light_thing.b', 'delete', 'create']],
      false,
      /may_destroy: true/,
    ],
  ] as const)('and %s is refused', (_what, reach, entries, mayDestroy, why) => {
    const guarded = guard(reach, entries, { mayDestroy });
    expect(guarded.go ? 'it may go' : guarded.why.join(' ')).toMatch(why);
  });

  it('destroys what the change made where the declaration says so', () => {
    expect(
      guard([done('light_thing.b', 'create')], [['light_thing.b', 'delete']], { mayDestroy: true }).go,
    ).toBe(true);
  });

  it('that is not complete, or runs what nobody can see, is refused', () => {
    const reach = [done('light_thing.b', 'update')];
    const said = (over: object): string => {
      const guarded = guard(reach, [['light_thing.b', 'update']], { over });
      return guarded.go ? 'it may go' : guarded.why.join(' ');
    };
    expect(said({ errored: true })).toContain('ended with an error');
    expect(said({ complete: false })).toContain('says so itself');
    expect(said({ action_invocations: [{}] })).toContain('actions of providers');
  });
});

it('addresses are redacted on both sides, so that they are still found', () => {
  const reach = reachOf(planOf([['light_thing.b["s3cret"]', 'update']]), redact);
  expect(reach).toEqual([done('light_thing.b["***"]', 'update')]);
  expect(guard(reach, [['light_thing.b["s3cret"]', 'update']]).go).toBe(true);
});

it('what would be destroyed is known before the start', () => {
  const reach = [
    done('a', 'create'),
    done('b', 'update'),
    done('c', 'delete', 'create'),
    done('output.o', 'create'),
  ];
  expect(destroyedByUndoing(reach).map(({ address }) => address)).toEqual(['a', 'c']);
});
