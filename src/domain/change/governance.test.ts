import { type Arbitrary, array, assert, boolean, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actOnChange, KEDGE } from './act-on-change.ts';
import { approvalsMissing, approveChange } from './change-approval.ts';
import {
  CHANGE_ACTIONS,
  CHANGE_STATES,
  CHANGE_TRANSITIONS,
  type ChangeAction,
  type ChangeState,
  LOCKING_STATES,
  possibleActions,
} from './change-state.ts';
import type { Change, CheckResult } from './change.ts';
import type { PreCheck } from './declaration.ts';
import { declare, type Draft } from './declare.ts';
import { command, declaration, draft, openedChange } from './draft-for-test.ts';
import { settleChecks } from './settle-checks.ts';
import { startChange } from './start-change.ts';

const OWNER = 'Ana Diaz <ana@example.com>';
const SECOND = 'Bo Li <bo@example.com>';
const AT = '2026-03-01T10:00:00.000Z';
const sentences = (over: Parameters<typeof draft>[0]): string => {
  const declared = declare(draft(over));
  return 'faults' in declared ? declared.faults.map(({ sentence }) => sentence).join(' ') : '';
};

describe('a declaration', () => {
  const refused: readonly (readonly [string, Partial<Draft>, string])[] = [
    ['no owner', { owners: [] }, 'exactly one owner'],
    ['two owners', { owners: [OWNER, SECOND] }, 'exactly one owner'],
    ['two owners in one text', { owners: ['Ana Diaz, Bo Li'] }, 'names more than one'],
    ['two owners joined by a word', { owners: ['Ana and Bo'] }, 'names more than one'],
    ['no channel', { channels: [] }, 'exactly one channel'],
    ['two channels', { channels: ['#a', '#b'] }, 'exactly one channel'],
    ['two channels in one text', { channels: ['#a,#b'] }, 'exactly one channel'],
    ['no stop condition', { stopConditions: [] }, 'at least one stop condition'],
    ['nothing that it concerns', { services: [] }, 'at least one stack or service'],
    ['a metric missing', { metrics: draft().metrics.slice(1) }, '`p95_latency` is not declared'],
    [
      'a short watch without a reason',
      { watch: { ...draft().watch, durationMs: 3_600_000 } },
      'at least 24 hours',
    ],
    ['a condition over what is not measured', { hardLimits: ['latency.now > 1'] }, 'cannot be used'],
  ];
  it.each(refused)('with %s is refused in words', (_what, over, words) => {
    expect(sentences(over)).toContain(words);
  });

  it('with one owner, one channel and a stop condition is taken', () => {
    expect(sentences({})).toBe('');
    expect(
      sentences({
        watch: { ...draft().watch, durationMs: 3_600_000, shorterBecause: 'a text on a static page' },
      }),
    ).toBe('');
  });
});

describe('the table of states', () => {
  it('lets people on from every state but the last, and leads into every state but the first', () => {
    const byPeople = (state: ChangeState): readonly ChangeAction[] =>
      possibleActions(state).filter((action) =>
        CHANGE_TRANSITIONS[action].by.some((role) => role !== 'kedge'),
      );
    expect(CHANGE_STATES.filter((state) => byPeople(state).length === 0)).toEqual(['closed']);
    expect(possibleActions('closed')).toEqual(['reopen']);
    const reached = new Set(CHANGE_ACTIONS.map((action) => CHANGE_TRANSITIONS[action].to));
    expect(CHANGE_STATES.filter((state) => !reached.has(state))).toEqual([]);
  });

  it('frees what is held only by closing', () => {
    for (const action of CHANGE_ACTIONS) {
      const { from, to } = CHANGE_TRANSITIONS[action];
      const frees = from.some((state) => LOCKING_STATES.includes(state)) && !LOCKING_STATES.includes(to);
      expect([action, frees && to !== 'closed']).toEqual([action, false]);
    }
  });

  it('says of an impossible act what is possible instead', () => {
    const acted = actOnChange(openedChange(), {
      action: 'promote',
      actor: OWNER,
      at: AT,
      reason: 'because I say so',
    });
    expect('refused' in acted ? acted.refused : '').toMatch(/is draft .* Possible is: .*abort/);
  });

  it('lets everybody stop and only the owner go on', () => {
    const rolling = openedChange(undefined, { state: 'rolling' });
    const held = actOnChange(rolling, { action: 'hold', actor: SECOND, at: AT, reason: 'the page is slow' });
    expect('change' in held ? held.change.state : held.refused).toBe('holding');
    const on = actOnChange(
      { ...rolling, state: 'holding' },
      { action: 'promote', actor: SECOND, at: AT, reason: 'looks fine to me' },
    );
    expect('refused' in on ? on.refused : '').toContain(`only its owner ${OWNER}`);
  });

  it('takes no act that needs one without a reason', () => {
    const holding = openedChange(undefined, { state: 'holding' });
    for (const reason of [null, '', 'ok']) {
      expect(actOnChange(holding, { action: 'override', actor: OWNER, at: AT, reason })).toHaveProperty(
        'refused',
      );
    }
  });
});

describe('an approval', () => {
  const needing = (count: number): Change =>
    openedChange(declaration({ checks: [{ kind: 'approvals', name: 'approvals', count }] }));

  it('never comes from the owner, and counts once a person', () => {
    const change = needing(2);
    expect(approveChange(change, { actor: 'ana <ANA@example.com>', at: AT, reason: null })).toHaveProperty(
      'refused',
    );
    const once = approveChange(change, { actor: SECOND, at: AT, reason: null });
    if ('refused' in once) throw new Error(once.refused);
    expect(
      approveChange(once.change, { actor: 'B. Li <bo@example.com>', at: AT, reason: null }),
    ).toHaveProperty('refused');
    expect(approvalsMissing(once.change)).toBe(1);
  });

  it('is void when the declaration changes', () => {
    const change = needing(1);
    const approved = approveChange(change, { actor: SECOND, at: AT, reason: null });
    if ('refused' in approved) throw new Error(approved.refused);
    expect(approvalsMissing({ ...approved.change, digest: 'another' })).toBe(1);
  });
});

const CHECKS: readonly PreCheck[] = [
  { kind: 'command', name: 'smoke', command: command('true') },
  { kind: 'drift', name: 'drift', scanAtMostMs: 86_400_000 },
  { kind: 'approvals', name: 'approvals', count: 1 },
];

const drafts = record({
  owners: constantFrom<readonly string[]>([OWNER], [OWNER], [OWNER], [], [''], [OWNER, SECOND], ['Ana, Bo']),
  channels: constantFrom<readonly string[]>(['#a'], ['#a'], ['#a'], [], [''], ['#a', '#b'], ['#a,#b']),
  stopConditions: constantFrom(draft().stopConditions, draft().stopConditions, []),
  checks: array(constantFrom(...CHECKS), { maxLength: 3 }).map((checks) => [...new Set(checks)]),
}).map((over) => draft(over));

const actors = constantFrom(OWNER, OWNER, SECOND, SECOND, KEDGE, 'Cy Ro <cy@example.com>', '');

/** One thing that somebody tries; what a kind of it does not need is not looked at. */
const attempts = record({
  do: constantFrom('checks', 'checks', 'act', 'start', 'start', 'start', 'approve', 'wait'),
  action: constantFrom(...CHANGE_ACTIONS),
  actor: actors,
  outcomes: array(
    constantFrom<CheckResult['outcome']>(...Array<'passed'>(8).fill('passed'), 'failed', 'unknown'),
    {
      minLength: 3,
      maxLength: 3,
    },
  ),
  leaveOut: boolean(),
  minutes: integer({ min: 0, max: 30 }),
});
type Attempt = typeof attempts extends Arbitrary<infer T> ? T : never;
const paths = array(attempts, { maxLength: 12 });

it('no path leads to rolling without one owner, one channel, a stop condition and green checks of that moment', () => {
  let started = 0;
  assert(
    property(drafts, paths, (written, path) => {
      const declared = declare(written);
      if ('faults' in declared) return;
      let change = openedChange(declared.declaration);
      let now = Date.parse(AT);
      for (const step of path) {
        const before = change;
        const at = new Date(now).toISOString();
        const acted = take(change, step, at);
        if (step.do === 'wait') now += step.minutes * 60_000;
        if (acted !== null && 'change' in acted) change = acted.change;
        if (change.state !== 'rolling' || before.state === 'rolling' || before.state === 'holding') continue;
        started += 1;
        expect(step).toMatchObject({ do: 'start', actor: change.declaration.owner });
        expect(written.owners).toEqual([change.declaration.owner]);
        expect(written.channels).toEqual([change.declaration.channel]);
        expect(written.stopConditions.length).toBeGreaterThan(0);
        for (const check of written.checks) {
          expect(change.checks?.results.find(({ name }) => name === check.name)?.outcome).toBe('passed');
        }
        const approved = change.approvals.some(({ by }) => by !== change.declaration.owner);
        expect(approved || !written.checks.some(({ kind }) => kind === 'approvals')).toBe(true);
        expect(now - Date.parse(change.checks?.at ?? '')).toBeLessThanOrEqual(15 * 60_000);
      }
    }),
    { numRuns: 4_000 },
  );
  // Otherwise the property would hold for want of a start.
  expect(started).toBeGreaterThan(10);
});

function take(change: Change, step: Attempt, at: string): ReturnType<typeof actOnChange> | null {
  switch (step.do) {
    case 'wait':
      return null;
    case 'act':
      // A start is more than its row of the table; `startChange` asks the rest.
      return step.action === 'start'
        ? null
        : actOnChange(change, {
            action: step.action === 'pass_checks' ? 'fail_checks' : step.action,
            actor: step.actor,
            at,
            reason: 'for the sake of it',
          });
    case 'start':
      return startChange(change, step.actor, at);
    case 'approve':
      return approveChange(change, { actor: step.actor, at, reason: null });
    case 'checks': {
      const asked = step.leaveOut ? change.declaration.checks.slice(1) : change.declaration.checks;
      const results = asked.map(({ name, kind }, i) => ({
        name,
        kind,
        outcome: step.outcomes[i] ?? 'unknown',
        sentence: '',
      }));
      return settleChecks(change, results, at);
    }
  }
}
