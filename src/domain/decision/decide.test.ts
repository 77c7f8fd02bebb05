import { describe, expect, it } from 'vitest';
import { DRIFT_CLASSES } from '../drift/drift-class.ts';
import { sideDigest } from '../drift/life/side-digest.ts';
import { redactText } from '../secret/redact-text.ts';
import { compilePolicies, type DecisionPolicy } from './decision-policy.ts';
import type { DecisionRequest } from './decision-request.ts';
import { decideDrift, groupByOwner, type DecidedStack, type DecisionContext } from './decide.ts';
import { DECISION_KINDS, type DecisionKind } from './decision.ts';
import { driftForTest } from './drift-for-test.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const EVIDENCE = { commit: 'c0ffee', dirty: false, lineage: 'l', serial: 7 };
const PROD: DecidedStack = { owner: '@platform', channel: '#prod', evidence: EVIDENCE };

const context = (changes: Partial<DecisionContext> = {}): DecisionContext => ({
  today: '2026-05-04',
  acceptAtMostMs: 90 * DAY_MS,
  stacks: new Map([['prod', PROD]]),
  flapping: { flapToggles: 3, flapWindowMs: 7 * DAY_MS },
  redactText: (text) => redactText(text),
  ...changes,
});

const request = (changes: Partial<DecisionRequest> = {}): DecisionRequest => ({
  id: 'd1',
  kind: 'revert',
  at: '2026-05-04T10:00:00.000Z',
  actor: 'Ana Diaz <ana@example.com>',
  reason: 'nobody asked for it',
  until: null,
  owner: null,
  channel: null,
  destroy: false,
  ...changes,
});

const policies = (...written: readonly Partial<DecisionPolicy>[]) =>
  compilePolicies(
    written.map((policy, i) => ({
      id: `p${i}`,
      when: 'true',
      kinds: null,
      demand: { approvals: 1 },
      why: 'we say so',
      ...policy,
    })),
  ).policies;

const decide = (
  changes: Partial<DecisionRequest>,
  records = [driftForTest()],
  rules = policies(),
  about = context(),
) => {
  const outcome = decideDrift(request(changes), records, rules, about);
  return 'problem' in outcome ? { ...EMPTY, problem: outcome.problem } : { ...outcome, problem: null };
};
const EMPTY = { decision: null, decided: [], action: null, refused: [], warnings: [], approvalReasons: [] };

const untilOf = (kind: DecisionKind): string | null => (kind === 'accept' ? '2026-06-01' : null);

describe('a decision', () => {
  it('says who decided what about which differences, with what they saw', () => {
    const { decision, decided, action, refused } = decide({});
    expect(decision).toEqual({
      id: 'd1',
      kind: 'revert',
      at: '2026-05-04T10:00:00.000Z',
      by: 'Ana Diaz <ana@example.com>',
      owner: '@platform',
      channel: '#prod',
      reason: 'nobody asked for it',
      until: null,
      destroyApproved: false,
      approvalsNeeded: 0,
      approvals: [],
      subjects: [
        {
          fingerprint: 'aaaaaaaaaaaa',
          stack: 'prod',
          address: 'aws_sqs_queue.jobs',
          path: 'visibility_timeout_seconds',
          reality: sideDigest({ kind: 'value', value: 90 }),
          intent: sideDigest({ kind: 'value', value: 30 }),
          evidence: EVIDENCE,
        },
      ],
      inForce: true,
      record: null,
    });
    expect(action).toBe('decide_to_act');
    expect(decided).toMatchObject([
      { state: 'approved', decision: 'd1', decidedAt: '2026-05-04T10:00:00.000Z' },
    ]);
    expect(refused).toEqual([]);
  });

  it('about many differences covers those that it can, and says of each other one why not', () => {
    const closed = driftForTest({ state: 'verified', difference: { fingerprint: 'bbbbbbbbbbbb' } });
    const absorbed = driftForTest({ difference: { fingerprint: 'cccccccccccc', class: 'absorbed' } });
    const { decision, refused } = decide({}, [driftForTest(), closed, absorbed, driftForTest()]);
    expect(decision?.subjects.map(({ fingerprint }) => fingerprint)).toEqual(['aaaaaaaaaaaa']);
    expect(refused.map(({ record, sentence }) => [record.fingerprint, sentence])).toEqual([
      [
        'bbbbbbbbbbbb',
        expect.stringMatching(/^Kedge cannot decide to act on it: it is verified; possible: .*\.$/),
      ],
      ['cccccccccccc', expect.stringMatching(/^The code does not say what it should be/)],
    ]);
  });

  it('is none when every difference was refused', () => {
    const { decision, refused, action } = decide({}, [driftForTest({ state: 'acting' })]);
    expect([decision, action, refused.length]).toEqual([null, null, 1]);
  });

  it('may destroy only when that was said', () => {
    expect(decide({ destroy: true }).decision?.destroyApproved).toBe(true);
    expect(decide({ kind: 'adopt', destroy: true }).problem).toContain('Only a revert can destroy');
  });

  it('keeps no secret that somebody pasted into the reason, and its line breaks forge nothing', () => {
    const { decision } = decide({ reason: 'see AKIAIOSFODNN7REALKEY\n\u0007owner: eve' });
    expect(decision?.reason).not.toContain('AKIA');
    expect(decision?.reason).toMatch(/^see .* owner: eve$/);
  });
});

describe('the actor', () => {
  it.each(['', '   ', 'Ana\nEve <eve@example.com>', 'Ana <not an address>'])(
    'is never nobody: %j',
    (actor) => {
      expect(decide({ actor }).problem).toMatch(/^A decision needs a person\./);
    },
  );
});

describe('the reason', () => {
  it.each(['', '   \n  ', 'ok', 'see #12', '........', '--- --- ---'])('says something: %j', (reason) => {
    expect(decide({ reason }).problem).toContain('at least 8 characters');
  });

  it('is no novel', () => {
    expect(decide({ reason: 'why '.repeat(600) }).problem).toContain('Write at most 2000');
  });
});

describe('the day on which it ends', () => {
  it.each([
    ['an acceptance without one', { kind: 'accept' }, 'needs a day'],
    ['no day', { kind: 'accept', until: 'soon' }, 'is not a day'],
    ['a day that there is not', { kind: 'accept', until: '2026-02-30' }, 'is not a day'],
    ['a form that sorts wrongly', { kind: 'accept', until: '2026-6-1' }, 'is not a day'],
    ['yesterday', { kind: 'accept', until: '2026-05-03' }, 'has passed: today is 2026-05-04'],
    ['too far ahead', { kind: 'accept', until: '2026-08-03' }, 'may end on 2026-08-02 at the latest'],
    ['yesterday of a rule', { kind: 'ignore', until: '2026-05-03' }, 'has passed'],
    ['one for a revert', { kind: 'revert', until: '2026-06-01' }, 'does not end on a day'],
    ['one for an adoption', { kind: 'adopt', until: '2026-06-01' }, 'does not end on a day'],
  ] as const)('is refused: %s', (_what, changes, message) => {
    expect(decide(changes).problem).toContain(message);
  });

  it.each([
    { kind: 'accept', until: '2026-05-04' },
    { kind: 'accept', until: '2026-08-02' },
    { kind: 'ignore', until: null },
    { kind: 'ignore', until: '2031-01-01' },
  ] as const)('may be: %j', (changes) => {
    expect(decide(changes)).toMatchObject({ problem: null, decision: { until: changes.until } });
  });
});

describe('what can be decided', () => {
  const possible = (changes: Parameters<typeof driftForTest>[0]): readonly DecisionKind[] =>
    DECISION_KINDS.filter(
      (kind) => decide({ kind, until: untilOf(kind) }, [driftForTest(changes)]).decision !== null,
    );

  it('depends on the class', () => {
    const table = DRIFT_CLASSES.map((each) => [
      each,
      possible({ difference: { class: each, ...(each === 'deleted' ? { path: '' } : {}) } }),
    ]);
    expect(Object.fromEntries(table)).toEqual({
      conflict: ['revert', 'adopt', 'accept', 'ignore'],
      deleted: ['revert', 'adopt', 'accept'],
      output_effect: ['accept', 'ignore'],
      absorbed: ['accept', 'ignore'],
      unapplied_code: ['accept', 'ignore'],
    });
  });

  it('of a secret is neither to write it into code nor, when a part is hidden, to accept it', () => {
    expect(possible({ difference: { reality: { kind: 'secret', digest: 'd' } } })).toEqual([
      'revert',
      'accept',
      'ignore',
    ]);
    expect(possible({ difference: { reality: { kind: 'value', value: ['open', '(sensitive)'] } } })).toEqual([
      'revert',
      'ignore',
    ]);
  });

  it('of an address that holds a secret is not a line that spells it out', () => {
    expect(possible({ difference: { address: 'aws_x.y["(sensitive)"]' } })).not.toContain('ignore');
  });

  it.each(['open', 'awaiting_approval', 'approved', 'accepted', 'ignored'] as const)(
    'can be decided anew while it is %s',
    (state) => {
      expect(decide({}, [driftForTest({ state })]).decision).not.toBeNull();
    },
  );

  it('leads to the state that its kind says', () => {
    const states = DECISION_KINDS.map((kind) => decide({ kind, until: untilOf(kind) }).decided[0]?.state);
    expect(states).toEqual(['approved', 'approved', 'accepted', 'ignored']);
  });
});

describe('the owner and the channel', () => {
  const stacks = new Map([
    ['prod', PROD],
    ['data', { owner: '@data', channel: '#prod', evidence: null }],
    ['lab', { owner: null, channel: null, evidence: null }],
    ['play', { owner: '@platform', channel: '#play', evidence: null }],
  ]);
  const of = (...names: readonly string[]) =>
    names.map((stack, i) => driftForTest({ stack, difference: { fingerprint: String(i).repeat(12) } }));
  const own = (changes: Partial<DecisionRequest>, ...names: readonly string[]) =>
    decide(changes, of(...names), policies(), context({ stacks }));

  it("are the stack's, else those that were said, else the actor and none", () => {
    expect(own({}, 'prod').decision).toMatchObject({ owner: '@platform', channel: '#prod' });
    expect(own({ owner: '@lab', channel: '#lab' }, 'lab').decision).toMatchObject({
      owner: '@lab',
      channel: '#lab',
    });
    expect(own({}, 'lab').decision).toMatchObject({ owner: 'Ana Diaz <ana@example.com>', channel: null });
    expect(own({}, 'unheard of').decision).toMatchObject({ owner: 'Ana Diaz <ana@example.com>' });
  });

  it('are never two', () => {
    expect(own({}, 'prod', 'data').problem).toContain('have 2 owners (@platform, @data)');
    expect(own({}, 'prod', 'play').problem).toContain('have 2 channels (#prod, #play)');
    expect(own({ owner: '@eve' }, 'prod').problem).toContain('The owner is @platform, as kedge.yaml says');
    expect(own({ owner: '@platform' }, 'prod').problem).toBeNull();
  });

  it('of a difference that was refused do not count', () => {
    const [prod, data] = of('prod', 'data');
    if (prod === undefined || data === undefined) throw new Error('no records');
    const records = [prod, { ...data, state: 'acting' as const }];
    expect(decide({}, records, policies(), context({ stacks })).decision?.owner).toBe('@platform');
  });

  it('part a bulk into groups that can each be decided', () => {
    const groups = groupByOwner(of('prod', 'data', 'prod', 'lab', 'play'), stacks);
    expect(groups.map((group) => group.map(({ stack }) => stack))).toEqual([
      ['prod', 'prod'],
      ['data'],
      ['lab'],
      ['play'],
    ]);
  });
});

describe('policies', () => {
  it('of several count the strictest', () => {
    const { decision, action, decided, approvalReasons } = decide(
      {},
      undefined,
      policies({ demand: { approvals: 1 } }, { demand: { approvals: 2 }, why: 'production' }),
    );
    expect([decision?.approvalsNeeded, action, decided[0]?.state]).toEqual([
      2,
      'decide_to_act_with_approval',
      'awaiting_approval',
    ]);
    expect(approvalReasons).toEqual([
      'The policy `p0` demands the approval of a second person: we say so.',
      'The policy `p1` demands approvals of 2 other people: production.',
    ]);
  });

  it('hold an acceptance back until it is approved', () => {
    const { decided } = decide({ kind: 'accept', until: '2026-05-10' }, undefined, policies({}));
    expect(decided[0]?.state).toBe('awaiting_approval');
  });

  it('take the most that one of the differences needs', () => {
    const high = driftForTest({ difference: { fingerprint: 'bbbbbbbbbbbb', severity: 'high' } });
    const { decision } = decide({}, [driftForTest(), high], policies({ when: 'severity == "high"' }));
    expect(decision?.approvalsNeeded).toBe(1);
  });

  it('that forbid refuse the difference, not the others', () => {
    const forbid = policies({
      when: 'class == "deleted"',
      demand: { forbid: true },
      kinds: ['accept'],
      why: 'we recreate',
    });
    const gone = driftForTest({ difference: { fingerprint: 'bbbbbbbbbbbb', class: 'deleted', path: '' } });
    const { decision, refused } = decide(
      { kind: 'accept', until: '2026-05-10' },
      [driftForTest(), gone],
      forbid,
    );
    expect(decision?.subjects).toHaveLength(1);
    expect(refused.map(({ sentence }) => sentence)).toEqual(['The policy `p0` forbids it: we recreate.']);
    expect(decide({}, [gone], forbid).refused).toEqual([]);
  });
});

describe('a difference that flaps', () => {
  const toggles = ['2026-05-01', '2026-05-02', '2026-05-03'].map((day) => `${day}T00:00:00.000Z`);

  it('is decided with a warning', () => {
    const { decision, warnings } = decide({}, [driftForTest({ toggles })]);
    expect(decision).not.toBeNull();
    expect(warnings.map(({ sentence }) => sentence)).toEqual([
      'It came or went 3 times in 7 days: something sets it again and again, and likely will after this.',
    ]);
    expect(decide({}).warnings).toEqual([]);
  });
});
