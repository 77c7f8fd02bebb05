import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isArray, isObject, jsonEqual, type Json, type JsonObject } from '#domain/json.ts';
import type { NamedDifference } from '#domain/drift/name-differences.ts';
import { guardRevertPlan, type GuardVerdict } from '#domain/remedy/plan-guard.ts';
import { approvalOf, nameForTest, NOW, readForTest } from '#test/guard-question.ts';
import { planJson, type EntryParts } from '#test/plan-builder.ts';

/** The attributes that the code sets; `arn` and `tags_all` are the provider's. */
const SET = ['name', 'size', 'tags', 'rules', 'zones', 'policy'];
const ADDRESSES = ['aws_a.x', 'aws_a.y[0]', 'aws_b.z'];

const rule = fc.record({ name: fc.constantFrom('p', 'q', 'r'), port: fc.nat(2) });
const tags = fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.constantFrom('1', '2'));
const values = fc.record({
  id: fc.constant('i'),
  arn: fc.constant('arn'),
  name: fc.constantFrom('n', 'm'),
  size: fc.nat(2),
  tags: fc.oneof(fc.constant(null), tags),
  rules: fc.array(rule, { maxLength: 3 }),
  zones: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
  policy: fc.constantFrom('', '{"a":1}', '{ "a": 1 }', '{"a":2}'),
}) as fc.Arbitrary<JsonObject>;

interface World {
  readonly address: string;
  readonly fate: 'same' | 'changed' | 'gone';
  readonly memory: JsonObject;
  readonly reality: JsonObject;
  readonly intent: JsonObject;
  readonly opensArn: boolean;
  readonly replaces: boolean;
}

/** Mostly the code asks for what the state remembers, as it does when somebody changed reality. */
const world = (address: string): fc.Arbitrary<World> =>
  fc
    .record({
      fate: fc.constantFrom<World['fate']>('same', 'changed', 'changed', 'gone'),
      memory: values,
      other: values,
      ahead: values,
      isAhead: fc.integer({ min: 0, max: 5 }),
      kept: fc.subarray(SET),
      opensArn: fc.boolean(),
      replaces: fc.integer({ min: 0, max: 7 }),
    })
    .map(({ fate, memory, other, ahead, isAhead, kept, opensArn, replaces }) => {
      const same = Object.fromEntries(kept.map((name) => [name, memory[name] ?? null]));
      return {
        address,
        fate,
        memory,
        reality: fate === 'changed' ? { ...other, ...same } : memory,
        intent: isAhead === 0 ? { ...memory, size: ahead['size'] ?? 0 } : memory,
        opensArn,
        replaces: replaces === 0,
      };
    });

function driftEntry({ address, fate, memory, reality }: World): readonly EntryParts[] {
  if (fate === 'gone') return [{ address, actions: ['delete'], before: memory, after: null }];
  return jsonEqual(memory, reality) ? [] : [{ address, actions: ['update'], before: memory, after: reality }];
}

function changeEntry({ address, fate, reality, intent, opensArn, replaces }: World): readonly EntryParts[] {
  const { arn: _, ...open } = intent;
  const after = opensArn ? { after: open, afterUnknown: { arn: true } } : { after: intent };
  if (fate === 'gone') return [{ address, actions: ['create'], before: null, ...after }];
  if (jsonEqual(reality, intent)) return [{ address, actions: ['no-op'], before: reality, after: intent }];
  return [{ address, actions: replaces ? ['delete', 'create'] : ['update'], before: reality, ...after }];
}

const code = Object.fromEntries(ADDRESSES.map((address) => [address.replace(/\[.*/, ''), SET]));
const planOf = (
  worlds: readonly World[],
  more: readonly EntryParts[] = [],
  extra: JsonObject = {},
): JsonObject =>
  planJson({
    drift: worlds.flatMap(driftEntry),
    changes: [...worlds.flatMap(changeEntry), ...more],
    code,
    extra,
  });

const worlds = fc.tuple(...ADDRESSES.map(world));
const picks = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });

/** Approves some of what the first plan shows, and asks about the second. */
function ask(first: JsonObject, second: JsonObject, pick: readonly boolean[], destroyApproved = false) {
  const chosen = nameForTest(readForTest(first)).filter((_, i) => pick[i] === true);
  const plan = readForTest(second);
  const verdict: GuardVerdict = guardRevertPlan({
    plan,
    planned: nameForTest(plan),
    targeted: false,
    resourcesRead: 100,
    approvals: chosen.map((each) => approvalOf(each, { destroyApproved })),
    now: NOW,
    redact: (text) => text,
  });
  return { verdict, chosen };
}

/** Every value that the plan would write, down to the elements of lists, without any code of Kedge's. */
function leaves(
  before: Json | undefined,
  after: Json | undefined,
  path: readonly string[],
): readonly string[] {
  if (jsonEqual(before, after)) return [];
  const b = isObject(before) ? before : before === null || before === undefined ? {} : null;
  const a = isObject(after) ? after : after === null || after === undefined ? {} : null;
  if (b === null || a === null || (Object.keys(b).length === 0 && Object.keys(a).length === 0)) {
    return [path.join('.')];
  }
  return [...new Set([...Object.keys(b), ...Object.keys(a)])].flatMap((name) =>
    leaves(b[name], a[name], [...path, name]),
  );
}

interface RawEntry {
  readonly address: string;
  readonly change: { readonly actions: readonly string[]; readonly before: Json; readonly after: Json };
}
const rawEntries = (plan: JsonObject): readonly RawEntry[] =>
  (plan['resource_changes'] as unknown as readonly RawEntry[]).filter(
    ({ change }) => change.actions.join() !== 'no-op',
  );

/** Written differently, meant alike: the only places that may change without anybody's word. */
const meansTheSame = (before: Json | undefined, after: Json | undefined): boolean => {
  const isNothing = (value: Json | undefined): boolean =>
    value === null ||
    value === '' ||
    (isArray(value) && value.length === 0) ||
    (isObject(value) && Object.keys(value).length === 0);
  if (isNothing(before) && isNothing(after)) return true;
  if (typeof before !== 'string' || typeof after !== 'string') return false;
  try {
    return jsonEqual(JSON.parse(before) as Json, JSON.parse(after) as Json);
  } catch {
    return false;
  }
};

/** What the plan writes and nobody approved, worked out from the plan as it is written. */
function violations(
  plan: JsonObject,
  chosen: readonly NamedDifference[],
  destroyApproved: boolean,
): readonly string[] {
  return rawEntries(plan).flatMap(({ address, change }) => {
    const paths = chosen
      .filter(({ difference }) => difference.address === address)
      .map(({ difference }) => difference.path);
    if (paths.length === 0) return [address];
    if (change.actions.includes('delete') && !destroyApproved) return [`${address} destroyed`];
    if (change.before === null) return paths.includes('') ? [] : [`${address} made`];
    return leaves(change.before, change.after, [])
      .filter((leaf) => !isAllowed(leaf.split('.'), change, paths))
      .map((leaf) => `${address}.${leaf}`);
  });
}

function isAllowed(
  [name = '', key]: readonly string[],
  { before, after }: RawEntry['change'],
  paths: readonly string[],
): boolean {
  const at = (value: Json): Json | undefined => (isObject(value) ? value[name] : undefined);
  if (name === 'arn' || meansTheSame(at(before), at(after)) || paths.includes(name)) return true;
  // A tag by a tag: a neighbour's approval is not enough.
  if (key !== undefined) return paths.includes(`${name}["${key}"]`);
  return paths.some((path) => path.startsWith(`${name}[`));
}

describe('a plan that the guard lets through', { timeout: 300_000 }, () => {
  it('writes no value that nobody approved', () => {
    let through = 0;
    fc.assert(
      fc.property(worlds, picks, fc.boolean(), (given, pick, destroyApproved) => {
        const plan = planOf(given);
        const { verdict, chosen } = ask(plan, plan, pick, destroyApproved);
        if (!verdict.go) return;
        through += 1;
        expect(violations(plan, chosen, destroyApproved)).toEqual([]);
      }),
      { numRuns: 1_500 },
    );
    expect(through).toBeGreaterThan(20);
  });

  it('leaves out nothing that the join sees as planned', () => {
    fc.assert(
      fc.property(worlds, picks, (given, pick) => {
        const plan = planOf(given);
        const { verdict, chosen } = ask(plan, plan, pick, true);
        if (!verdict.go) return;
        const names = new Set(chosen.map(({ difference }) => difference.fingerprint));
        const rest = nameForTest(readForTest(plan)).filter(
          ({ found, difference }) => found.planned && !names.has(difference.fingerprint),
        );
        for (const { found } of rest) {
          const [first] = found.path;
          const name = first?.kind === 'attribute' ? first.name : '';
          expect(name === 'arn' || meansTheSame(found.reality, found.intent), name).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  const intruders: readonly (readonly [string, readonly EntryParts[], JsonObject])[] = [
    [
      'an update elsewhere',
      [{ address: 'aws_c.i', actions: ['update'], before: { a: 1 }, after: { a: 2 } }],
      {},
    ],
    ['a creation', [{ address: 'aws_c.i', actions: ['create'], after: { a: 2 } }], {}],
    ['a removal', [{ address: 'aws_c.i', actions: ['delete'], before: { a: 2 } }], {}],
    [
      'a replacement',
      [{ address: 'aws_c.i', actions: ['create', 'delete'], before: { a: 1 }, after: { a: 2 } }],
      {},
    ],
    ['a forgotten one', [{ address: 'aws_c.i', actions: ['forget'], before: { a: 2 } }], {}],
    [
      'an import',
      [{ address: 'aws_c.i', actions: ['no-op'], before: { a: 2 }, after: { a: 2 }, importing: { id: 'x' } }],
      {},
    ],
    ['a move', [{ address: 'aws_c.i', actions: ['no-op'], before: {}, after: {}, previous: 'aws_c.h' }], {}],
    ['an output', [], { output_changes: { o: { actions: ['update'], before: 1, after: 2 } } }],
    ['an action', [], { action_invocations: [{}] }],
    ['an error', [], { errored: true }],
    ['what is left out', [], { complete: false }],
    ['what is put off', [], { deferred_changes: [{}] }],
  ];

  it.each(intruders)('is refused with %s in it', (_, more, extra) => {
    let through = 0;
    fc.assert(
      fc.property(worlds, (given) => {
        const plan = planOf(given);
        const planned = nameForTest(readForTest(plan)).map(({ found }) => found.planned);
        if (!ask(plan, plan, planned, true).verdict.go) return;
        through += 1;
        expect(ask(plan, planOf(given, more, extra), planned, true).verdict.go).toBe(false);
      }),
      { numRuns: 150 },
    );
    expect(through).toBeGreaterThan(5);
  });

  it('is refused once anything that was approved reads otherwise', () => {
    fc.assert(
      fc.property(worlds, worlds, (given, later) => {
        const plan = planOf(given);
        const planned = nameForTest(readForTest(plan)).map(({ found }) => found.planned);
        const { verdict, chosen } = ask(plan, planOf(later), planned, true);
        if (!verdict.go) return;
        const now = nameForTest(readForTest(planOf(later)));
        for (const { difference } of chosen) {
          const same = now.find((each) => each.difference.fingerprint === difference.fingerprint);
          expect(same?.difference.reality).toEqual(difference.reality);
          expect(same?.difference.intent).toEqual(difference.intent);
        }
      }),
      { numRuns: 500 },
    );
  });
});
