import { describe, expect, it } from 'vitest';
import { sideDigest } from '../drift/life/side-digest.ts';
import type { StackEvidence } from '../drift/report.ts';
import type { Json, JsonObject } from '../json.ts';
import { judge, NOW, type Asked } from '#test/guard-question.ts';
import { planJson, type EntryParts, type PlanParts } from '#test/plan-builder.ts';

const QUEUE = 'aws_sqs_queue.jobs';
const values = (changes: JsonObject = {}): JsonObject => ({
  id: 'q',
  name: 'jobs',
  delay: 5,
  tags: { team: 'core', tier: 'one' },
  arn: 'arn:q',
  ...changes,
});
const CODE = { [QUEUE]: ['name', 'delay', 'tags'] };

/** Somebody changed the queue, and the plan puts it back. */
function changed(
  real: JsonObject,
  more: Partial<PlanParts> = {},
  entry: Partial<EntryParts> = {},
): JsonObject {
  const before = values(real);
  return planJson({
    drift: [{ address: QUEUE, actions: ['update'], before: values(), after: before }, ...(more.drift ?? [])],
    changes: [
      { address: QUEUE, actions: ['update'], before, after: values(), ...entry },
      ...(more.changes ?? []),
    ],
    code: { ...CODE, ...more.code },
    ...Object.fromEntries(
      Object.entries(more).filter(([name]) => !['drift', 'changes', 'code'].includes(name)),
    ),
  });
}
const OTHER: EntryParts = {
  address: 'aws_sqs_queue.other',
  actions: ['update'],
  before: values({ delay: 1 }),
  after: values(),
};
const codes = (plan: JsonObject, asked: Asked): readonly string[] => {
  const verdict = judge(plan, asked);
  return verdict.go ? ['go'] : verdict.refusals.map(({ code }) => code);
};
const sentences = (plan: JsonObject, asked: Asked): string => {
  const verdict = judge(plan, asked);
  return verdict.go ? '' : verdict.refusals.map(({ sentence }) => sentence).join('\n');
};
const delay = { paths: [`${QUEUE} delay`] };

describe('the guard lets through', () => {
  it('a plan that does what was approved', () => {
    const verdict = judge(changed({ delay: 9 }), delay);
    expect(verdict).toMatchObject({
      go: true,
      changes: [{ address: QUEUE, actions: ['update'] }],
      absorbs: [],
    });
    expect(verdict.go && verdict.changes[0]?.fingerprints).toHaveLength(1);
  });

  it('computed attributes that the update leaves open', () => {
    const entry = { after: without(values(), 'arn'), afterUnknown: { arn: true } };
    expect(codes(changed({ delay: 9 }, {}, entry), delay)).toEqual(['go']);
  });

  it('the mirror of an approved tag', () => {
    const tags = { team: 'edge', tier: 'one' };
    const plan = changed(
      { tags, tags_all: tags },
      {},
      { after: values({ tags_all: { team: 'core', tier: 'one' } }) },
    );
    expect(codes(plan, { paths: [`${QUEUE} tags["team"]`] })).toEqual(['go']);
  });

  it('a resource that is made again because it was deleted, with the outputs that wait for it', () => {
    const asked = { paths: [`${QUEUE} `] };
    expect(codes(deleted(), asked)).toEqual(['go']);
    expect(
      codes(
        deleted({
          outputs: { arn: { actions: ['update'], before: 'arn:q', after_unknown: true } },
          outputReads: { arn: [`${QUEUE}.arn`, QUEUE] },
        }),
        asked,
      ),
    ).toEqual(['go']);
  });

  it('a replacement that was approved as one', () => {
    const entry = {
      actions: ['delete', 'create'],
      after: without(without(values(), 'arn'), 'id'),
      afterUnknown: { arn: true, id: true },
    };
    expect(
      codes(changed({ name: 'was' }, {}, entry), { paths: [`${QUEUE} name`], destroyApproved: true }),
    ).toEqual(['go']);
  });

  it('a targeted plan, although it says that it is not complete', () => {
    const plan = changed({ delay: 9 }, { extra: { complete: false } });
    expect(codes(plan, { ...delay, targeted: true, resourcesRead: 0 })).toEqual(['go']);
  });

  it('and names what the apply takes into the state besides', () => {
    const drift = [
      {
        address: 'aws_sqs_queue.other',
        actions: ['update'],
        before: values({ policy: 'a' }),
        after: values({ policy: 'b' }),
      },
    ];
    const verdict = judge(changed({ delay: 9 }, { drift }), delay);
    expect(verdict.go && verdict.absorbs.map(({ address, path }) => [address, path])).toEqual([
      ['aws_sqs_queue.other', 'policy'],
    ]);
  });
});

describe('the guard refuses', () => {
  it.each([
    ['another resource', { changes: [OTHER] }, /aws_sqs_queue\.other\.delay/],
    [
      'a resource that comes',
      { changes: [{ ...OTHER, actions: ['create'], before: null }] },
      /aws_sqs_queue\.other \(create\)/,
    ],
    [
      'a move that nobody applied',
      {
        changes: [
          { ...OTHER, actions: ['no-op'], after: OTHER.before ?? null, previous: 'aws_sqs_queue.old' },
        ],
      },
      /moved from aws_sqs_queue\.old/,
    ],
    [
      'an action that nobody knows',
      { changes: [{ ...OTHER, actions: ['odd'] }] },
      /aws_sqs_queue\.other \(odd\)/,
    ],
    [
      'an output whose code changed',
      { outputs: { size: { actions: ['update'], before: 1, after: 2 } } },
      /output\.size/,
    ],
    [
      'an output that is open for another reason',
      {
        outputs: { size: { actions: ['update'], before: 1, after_unknown: true } },
        outputReads: { size: ['aws_sqs_queue.other.arn', 'aws_sqs_queue.other'] },
      },
      /output\.size/,
    ],
    [
      'actions of providers',
      { extra: { action_invocations: [{ address: 'action.x.y' }] } },
      /1 actions of providers/,
    ],
  ] as const)('%s', (_, more, sentence) => {
    const plan = changed({ delay: 9 }, more);
    expect(codes(plan, delay)).toEqual(['touches_other']);
    expect(sentences(plan, delay)).toMatch(sentence);
  });

  it('another place of the same resource, drifted or ahead in the code', () => {
    expect(sentences(changed({ delay: 9, tags: { team: 'edge', tier: 'one' } }), delay)).toMatch(
      /nobody approved: aws_sqs_queue\.jobs\.tags\["team"\]\.$/,
    );
    const ahead = changed({ delay: 9 }, {}, { after: values({ name: 'new' }) });
    expect(sentences(ahead, delay)).toMatch(/nobody approved: aws_sqs_queue\.jobs\.name\.$/);
  });

  it('one of two equal elements when the other was not approved', () => {
    const rule = { port: 1, cidr: 'x' };
    const plan = withRules([rule, rule]);
    const found = judge(plan, { paths: [`${QUEUE} rules[0]`] });
    expect(found).toMatchObject({ go: false, refusals: [{ code: 'touches_other' }] });
    expect(codes(plan, { paths: [`${QUEUE} rules[0]`, `${QUEUE} rules[1]`] })).toEqual(['go']);
  });

  it.each([
    ['that the code sets', { delay: true }, without(values(), 'delay')],
    ['inside a block', { rules: [{ id: true }] }, values({ rules: [{}] })],
    ['that is a list of blocks, which a dynamic block may set', { rules: true }, values()],
  ] as const)('a value known only after apply %s', (_, afterUnknown, after) => {
    const real: JsonObject = { tags: { team: 'edge', tier: 'one' }, rules: [{ id: 'r' }] };
    const plan = planJson({
      drift: [
        {
          address: QUEUE,
          actions: ['update'],
          before: values({ rules: [{ id: 'r' }] }),
          after: values(real),
        },
      ],
      changes: [
        {
          address: QUEUE,
          actions: ['update'],
          before: values(real),
          after,
          afterUnknown,
        },
      ],
      code: CODE,
    });
    expect(codes(plan, { paths: [`${QUEUE} tags["team"]`] })).toEqual(['touches_other']);
  });

  it('an update that shows no changed value', () => {
    const plan = planJson({
      changes: [{ address: QUEUE, actions: ['update'], before: values(), after: values() }],
    });
    expect(codes(plan, { paths: [] })).toEqual(['touches_other']);
  });

  it('a replacement or a removal that was not approved as one, with the reason of the engine', () => {
    const replaced = changed({ name: 'was' }, {}, { actions: ['delete', 'create'] });
    expect(codes(replaced, { paths: [`${QUEUE} name`] })).toEqual(['destroys']);
    const removed = changed({ delay: 9 }, { changes: [{ ...OTHER, actions: ['delete'], after: null }] });
    expect(codes(removed, { ...delay, destroyApproved: true })).toEqual(['destroys', 'touches_other']);
    const json = { ...removed, resource_changes: withReason(removed['resource_changes'] ?? null) };
    expect(sentences(json, delay)).toMatch(
      /aws_sqs_queue\.other \(delete, delete because no resource config\)/,
    );
  });

  it('imports and removals from the state', () => {
    const importing = { ...OTHER, actions: ['no-op'], after: OTHER.before ?? null, importing: { id: 'q' } };
    expect(codes(changed({ delay: 9 }, { changes: [importing] }), delay)).toContain('import');
    const forgetting = { ...OTHER, actions: ['forget'], after: null };
    expect(codes(changed({ delay: 9 }, { changes: [forgetting] }), delay)).toContain('forget');
  });

  it.each([
    ['that failed', { extra: { errored: true } }, {}],
    ['that is not complete', { extra: { complete: false } }, {}],
    ['that deferred something', { extra: { deferred_changes: [{}] } }, { targeted: true }],
    [
      'that read less than there is',
      { state: [{ address: QUEUE, type: 'aws_sqs_queue', values: {} }] },
      { resourcesRead: 0 },
    ],
  ] as const)('a plan %s', (_, more, asked) => {
    expect(codes(changed({ delay: 9 }, more), { ...delay, ...asked })).toEqual(['incomplete']);
  });

  it('what is not there any more, or reads otherwise', () => {
    expect(codes(planJson({}), { from: changed({ delay: 9 }), ...delay })).toEqual(['reality_moved']);
    expect(codes(changed({ delay: 10 }), { from: changed({ delay: 9 }), ...delay })).toEqual([
      'reality_moved',
    ]);
    expect(sentences(changed({ delay: 10 }), { from: changed({ delay: 9 }), ...delay })).toMatch(
      /the real value has moved since/,
    );
    const ahead = changed({ delay: 9 }, {}, { after: values({ delay: 6 }) });
    expect(codes(ahead, { from: changed({ delay: 9 }), ...delay })).toEqual(['intent_moved']);
  });

  it('a deleted resource that would come back with code that nobody has applied', () => {
    const plan = deleted({}, { delay: 6, tags: { team: 'core' } });
    expect(codes(plan, { paths: [`${QUEUE} `] })).toEqual(['made_otherwise']);
    expect(sentences(plan, { paths: [`${QUEUE} `] })).toMatch(
      /otherwise than it was: aws_sqs_queue\.jobs\.delay, aws_sqs_queue\.jobs\.tags\["tier"\]\.$/,
    );
    // Older providers do not tell these from nothing.
    expect(codes(deleted({}, { fifo: null, size: 0 }), { paths: [`${QUEUE} `] })).toEqual(['go']);
  });

  it('what nobody plans anything about', () => {
    const plan = planJson({
      drift: [{ address: QUEUE, actions: ['update'], before: values(), after: values({ policy: 'x' }) }],
      changes: [{ address: QUEUE, actions: ['no-op'], before: values(), after: values() }],
    });
    expect(codes(plan, { paths: [`${QUEUE} policy`] })).toEqual(['not_planned']);
  });

  const moved: readonly (readonly [
    string,
    Partial<StackEvidence>,
    Partial<StackEvidence>,
    readonly string[],
  ])[] = [
    ['another commit', {}, { commit: 'b' }, ['commit_moved']],
    ['a commit where there was none', { commit: null, dirty: null }, {}, ['commit_moved']],
    ['uncommitted changes now', {}, { dirty: true }, ['code_dirty']],
    ['uncommitted changes then', { dirty: true }, {}, ['code_dirty']],
    ['another serial', {}, { serial: 8 }, ['state_moved']],
    ['another state', {}, { lineage: 'm' }, ['state_moved']],
    ['a serial that is not known any more', {}, { serial: null }, ['state_moved']],
    ['code and state at once', {}, { commit: 'b', serial: 8 }, ['commit_moved', 'state_moved']],
  ];
  it.each(moved)('%s', (_, then, now, expected) => {
    const asked = { ...delay, evidence: { ...NOW, ...then }, now: { ...NOW, ...now } };
    expect(codes(changed({ delay: 9 }), asked)).toEqual(expected);
  });

  it('nothing for want of a repository or a serial, when there was none then either', () => {
    const blind = { commit: null, dirty: null, lineage: null, serial: null };
    expect(codes(changed({ delay: 9 }), { ...delay, evidence: blind, now: blind })).toEqual(['go']);
  });

  it('an approval without evidence', () => {
    expect(codes(changed({ delay: 9 }), { ...delay, evidence: null })).toEqual(['no_evidence']);
  });

  it('a value of which a part is hidden', () => {
    const plan = withRules([{ name: 'x', password: 'hunter2hunter2' }]);
    expect(codes(plan, { paths: [`${QUEUE} rules[0]`] })).toEqual(['value_hidden']);
  });

  it('with all reasons at once, each with what to do next and the values seen', () => {
    const verdict = judge(changed({ delay: 10 }, { changes: [OTHER] }), {
      from: changed({ delay: 9 }),
      ...delay,
      now: { ...NOW, serial: 8 },
    });
    if (verdict.go) throw new Error('it was let through');
    expect(verdict.refusals.map(({ code }) => code)).toEqual([
      'state_moved',
      'reality_moved',
      'touches_other',
    ]);
    for (const { next, sentence } of verdict.refusals) {
      expect(next).toMatch(/\.$/);
      expect(sentence).toMatch(/\.$/);
    }
    expect(verdict.refusals[1]?.seen).toEqual([
      {
        what: 'aws_sqs_queue.jobs.delay',
        approved: sideDigest({ kind: 'value', value: 9 }),
        now: { kind: 'value', value: 10 },
      },
    ]);
  });
});

function deleted(more: Partial<PlanParts> = {}, intent: JsonObject = {}): JsonObject {
  return planJson({
    drift: [{ address: QUEUE, actions: ['delete'], before: values(), after: null }],
    changes: [
      {
        address: QUEUE,
        actions: ['create'],
        before: null,
        after: without(without(values(intent), 'arn'), 'id'),
        afterUnknown: { arn: true, id: true },
      },
    ],
    code: CODE,
    ...more,
  });
}

/** Rules that somebody added, and the plan takes away. */
const withRules = (rules: Json): JsonObject =>
  planJson({
    drift: [{ address: QUEUE, actions: ['update'], before: values({ rules: [] }), after: values({ rules }) }],
    changes: [
      { address: QUEUE, actions: ['update'], before: values({ rules }), after: values({ rules: [] }) },
    ],
    code: { [QUEUE]: ['rules'] },
  });

const without = (object: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([each]) => each !== name));

const withReason = (entries: Json): Json =>
  (entries as readonly JsonObject[]).map((entry) => ({
    ...entry,
    action_reason: 'delete_because_no_resource_config',
  }));
