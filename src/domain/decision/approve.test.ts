import { describe, expect, it } from 'vitest';
import { approveDecision, mayExecute } from './approve.ts';
import type { Decision } from './decision.ts';

const ANA = 'Ana Diaz <ana@example.com>';
const BEN = 'Ben Ode <ben@example.com>';
const CAI = 'Cai Ito <cai@example.com>';
const AT = '2026-05-04T11:00:00.000Z';

const decisionWith = (changes: Partial<Decision> = {}): Decision => ({
  id: 'd1',
  kind: 'revert',
  at: '2026-05-04T10:00:00.000Z',
  by: ANA,
  owner: '@platform',
  channel: null,
  reason: 'nobody asked for it',
  until: null,
  destroyApproved: false,
  approvalsNeeded: 1,
  approvals: [],
  subjects: [],
  inForce: true,
  record: null,
  ...changes,
});

const approvedBy = (...people: readonly string[]): Decision['approvals'] =>
  people.map((by) => ({ by, at: AT, reason: null }));

const approve = (changes: Partial<Decision>, actor: string, at = AT) => {
  const outcome = approveDecision(decisionWith(changes), actor, at, ' looks\nright ');
  return 'refused' in outcome ? outcome.refused : outcome;
};

describe('an approval', () => {
  it('of a second person completes the decision', () => {
    expect(approve({}, BEN)).toEqual({
      decision: decisionWith({ approvals: [{ by: BEN, at: AT, reason: 'looks right' }] }),
      action: 'approve',
      missing: 0,
    });
  });

  it.each([
    ['accept', 'accept'],
    ['ignore', 'ignore'],
    ['adopt', 'approve'],
  ] as const)('lets what was decided happen: %s', (kind, action) => {
    expect(approve({ kind }, BEN)).toMatchObject({ action });
  });

  it('is not enough where two are needed, and the second counts', () => {
    expect(approve({ approvalsNeeded: 2 }, BEN)).toMatchObject({ action: null, missing: 1 });
    expect(approve({ approvalsNeeded: 2, approvals: approvedBy(BEN) }, CAI)).toMatchObject({
      action: 'approve',
      missing: 0,
    });
  });

  it.each([
    ['the one who decided', {}, ANA],
    ['the one who decided, under another name', {}, 'Somebody Else <ANA@Example.com>'],
    ['the one who decided, without an address', {}, 'ana diaz'],
  ])('is not given by %s', (_what, changes, actor) => {
    expect(approve(changes, actor)).toContain('made decision d1 and cannot approve it');
  });

  it('is not given twice by one person, whatever the name', () => {
    const twice = approve({ approvalsNeeded: 2, approvals: approvedBy(BEN) }, 'B. O. <BEN@example.com>');
    expect(twice).toContain('approved decision d1 at 2026-05-04T11:00:00.000Z already (as Ben Ode');
  });

  it.each([
    ['is not in force any more', { inForce: false }, BEN],
    ['does not wait for an approval', { approvalsNeeded: 0 }, BEN],
    ['does not wait for an approval', { approvals: approvedBy(BEN) }, CAI],
    ['ended on 2026-05-03, before it was approved', { kind: 'accept', until: '2026-05-03' }, BEN],
    ['Nobody can approve without a name', {}, ''],
  ] as const)('is refused: %s', (sentence, changes, actor) => {
    expect(approve(changes, actor)).toContain(sentence);
  });

  it('that memory holds of the one who decided, or twice, counts for nothing', () => {
    const forged = { approvalsNeeded: 2, approvals: approvedBy('Ana <ana@example.com>', BEN, BEN) };
    expect(approve(forged, CAI)).toMatchObject({ missing: 0 });
    expect(mayExecute(decisionWith(forged), ANA)).toEqual({
      refused: 'Decision d1 needs 2 approvals and has 1.',
    });
  });
});

describe('carrying out', () => {
  const execute = (changes: Partial<Decision>, actor: string) => {
    const outcome = mayExecute(decisionWith(changes), actor);
    return 'refused' in outcome ? outcome.refused : 'may';
  };

  it('may be done by whoever decided, or by a third person', () => {
    expect(execute({ approvals: approvedBy(BEN) }, ANA)).toBe('may');
    expect(execute({ approvals: approvedBy(BEN) }, CAI)).toBe('may');
    expect(execute({ approvalsNeeded: 0 }, ANA)).toBe('may');
  });

  it.each([
    ['the executor is never the approver', { approvals: approvedBy(BEN) }, BEN],
    ['the executor is never the approver', { approvals: approvedBy(BEN) }, 'X <BEN@EXAMPLE.COM>'],
    ['needs 1 approval and has 0', {}, ANA],
    ['not in force', { approvalsNeeded: 0, inForce: false }, ANA],
    ['leaves nothing to carry out', { approvalsNeeded: 0, kind: 'accept' }, ANA],
    ['leaves nothing to carry out', { approvalsNeeded: 0, kind: 'ignore' }, ANA],
    ['Nobody can act without a name', { approvalsNeeded: 0 }, ' '],
  ] as const)('is refused: %s', (sentence, changes, actor) => {
    expect(execute(changes, actor)).toContain(sentence);
  });
});
