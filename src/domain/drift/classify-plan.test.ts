import { describe, expect, it } from 'vitest';
import { severityRulesOf } from '../policy/all-severity-rules.ts';
import { parseDriftIgnore } from '../policy/drift-ignore.ts';
import { createRedactor } from '../secret/redact.ts';
import { planJson, type PlanParts } from '#test/plan-builder.ts';
import type { AcceptedBaseline } from './accepted-baseline.ts';
import { classifyPlan, type Classification } from './classify-plan.ts';
import { COUNTED_BY_DEFAULT } from './drift-class.ts';
import { sideDigest } from './life/side-digest.ts';
import { planFrom } from './plan.ts';
import type { Difference } from './report.ts';

const severity = severityRulesOf([])();

interface Given {
  readonly accepted?: readonly AcceptedBaseline[];
  readonly today?: string;
  readonly ignore?: string;
}

function classify(parts: PlanParts, given: Given = {}): Classification {
  const reading = planFrom(planJson(parts));
  if ('problem' in reading) throw new Error(reading.problem);
  return classifyPlan(reading.plan, {
    stack: 'app',
    redactor: createRedactor(new Uint8Array(32)),
    severity,
    counted: COUNTED_BY_DEFAULT,
    moves: [],
    locate: () => null,
    ignore: parseDriftIgnore(given.ignore ?? '').rules,
    today: given.today ?? '2026-06-01',
    disabledRules: [],
    accepted: given.accepted ?? [],
  });
}

/** Someone set the delay of a queue that the code keeps at 5. */
const delay = (reality: number): PlanParts => ({
  drift: [update({ delay_seconds: 5 }, { delay_seconds: reality })],
  changes: [update({ delay_seconds: reality }, { delay_seconds: 5 })],
  code: { 'aws_sqs_queue.jobs': ['delay_seconds'] },
});
const update = (before: Values, after: Values) => ({
  address: 'aws_sqs_queue.jobs',
  actions: ['update'],
  before: { id: 'jobs', ...before },
  after: { id: 'jobs', ...after },
});
type Values = Readonly<Record<string, string | number | Readonly<Record<string, string>>>>;

const gone: PlanParts = {
  drift: [{ address: 'aws_sqs_queue.jobs', actions: ['delete'], before: { id: 'jobs', name: 'jobs' } }],
  changes: [{ address: 'aws_sqs_queue.jobs', actions: ['create'], after: { name: 'jobs' } }],
  code: { 'aws_sqs_queue.jobs': ['name'] },
};

function only(parts: PlanParts): Difference {
  const { differences } = classify(parts);
  const [first] = differences;
  if (first === undefined || differences.length > 1) throw new Error('The plan should hold one difference.');
  return first;
}

const accept = (parts: PlanParts, given: Partial<AcceptedBaseline> = {}): AcceptedBaseline => ({
  fingerprint: only(parts).fingerprint,
  reality: sideDigest(only(parts).reality),
  until: '2026-12-01',
  by: 'Ana Diaz',
  reason: 'load test',
  file: 'decisions/0001-load-test.md',
  ...given,
});

const reconciles = ({ totals, differences, suppressed }: Classification): void => {
  expect(totals.reported).toBe(differences.length);
  expect(totals.found).toBe(differences.length + suppressed.length);
  expect(totals.suppressed.reduce((sum, { count }) => sum + count, 0)).toBe(suppressed.length);
};

describe('an accepted difference', () => {
  it('is silent while its value stays, under the rule that names who accepted it until when', () => {
    const result = classify(delay(30), { accepted: [accept(delay(30))] });
    expect(result.differences).toEqual([]);
    expect(result.suppressed[0]).toMatchObject({
      drift: false,
      rules: [
        { rule: 'accepted', effect: 'suppressed', note: 'until 2026-12-01, Ana Diaz: load test' },
        { effect: 'severity' },
      ],
    });
    expect(result.totals.suppressed).toEqual([{ rule: 'accepted', count: 1 }]);
    reconciles(result);
  });

  it('is silent on its last day and reported the day after, with who had accepted it', () => {
    const accepted = [accept(delay(30))];
    expect(classify(delay(30), { accepted, today: '2026-12-01' }).differences).toEqual([]);
    const after = classify(delay(30), { accepted, today: '2026-12-02' });
    expect(after.differences[0]).toMatchObject({
      drift: true,
      notes: ['the acceptance ended on 2026-12-01 (Ana Diaz: load test; decisions/0001-load-test.md)'],
    });
    reconciles(after);
  });

  it('is reported as soon as it changes further', () => {
    const result = classify(delay(60), { accepted: [accept(delay(30))] });
    expect(result.differences[0]).toMatchObject({
      drift: true,
      notes: [
        'accepted until 2026-12-01 by Ana Diaz (decisions/0001-load-test.md), but it has changed further',
      ],
    });
    reconciles(result);
  });

  it('is silent again when it goes back to what was accepted', () => {
    const accepted = [accept(delay(30))];
    expect(classify(delay(60), { accepted }).differences).toHaveLength(1);
    expect(classify(delay(30), { accepted }).differences).toHaveLength(0);
  });

  it('may be a whole resource that is gone', () => {
    const result = classify(gone, { accepted: [accept(gone)] });
    expect(result.differences).toEqual([]);
    expect(result.suppressed[0]).toMatchObject({
      class: 'deleted',
      path: '',
      rules: [{ rule: 'accepted' }, {}],
    });
    const late = classify(gone, { accepted: [accept(gone)], today: '2027-01-01' });
    expect(late.differences[0]).toMatchObject({ class: 'deleted', drift: true });
    reconciles(result);
  });

  it('does not take the resource out for another difference of it', () => {
    const result = classify(delay(30), { accepted: [accept(gone)] });
    expect(result.differences).toHaveLength(1);
    expect(result.differences[0]?.notes).toEqual([]);
  });

  it('holds by any of several acceptances, and is told by the one that would have lasted longest', () => {
    const short = accept(delay(30), { until: '2026-07-01', by: 'Ben' });
    const other = accept(delay(60), { until: '2026-09-01', by: 'Cleo' });
    const held = classify(delay(30), { accepted: [short, other] });
    expect(held.suppressed[0]?.rules[0]?.note).toBe('until 2026-07-01, Ben: load test');
    const over = classify(delay(30), { accepted: [short, other], today: '2026-08-01' });
    expect(over.differences[0]?.notes[0]).toContain('accepted until 2026-09-01 by Cleo');
  });

  it('leaves to a noise rule and to the ignore file what they take', () => {
    const result = classify(delay(30), {
      accepted: [accept(delay(30))],
      ignore: 'aws_sqs_queue.jobs.delay_seconds',
    });
    expect(result.totals.suppressed).toEqual([{ rule: '.driftignore:1', count: 1 }]);
    reconciles(result);
  });

  it('is reported where a part of it is secret, because nobody can tell whether that part changed', () => {
    const url = (token: string): PlanParts => ({
      drift: [update({ env: { A: '1' } }, { env: { A: `https://u:${token}@example.com/x`, B: token } })],
    });
    const differences = classify(url('hunter2-aaaaaaaa')).differences;
    const partly = differences.find(({ reality }) => JSON.stringify(reality).includes('(sensitive)'));
    if (partly === undefined) throw new Error('No side is hidden in part.');
    const baseline = {
      ...accept(delay(30)),
      fingerprint: partly.fingerprint,
      reality: sideDigest(partly.reality),
    };
    const after = classify(url('hunter2-bbbbbbbb'), { accepted: [baseline] });
    const still = after.differences.find(({ fingerprint }) => fingerprint === partly.fingerprint);
    expect(still?.notes[0]).toContain('a part of the value is secret');
  });

  it('of a wholly secret value is told by its digest, on the machine that accepted it', () => {
    const secret = (password: string): PlanParts => ({
      drift: [update({ master_password: 'first-one' }, { master_password: password })],
    });
    const accepted = [accept(secret('second-one'))];
    expect(classify(secret('second-one'), { accepted }).differences).toEqual([]);
    const rotated = classify(secret('third-one'), { accepted });
    expect(rotated.differences[0]?.notes[0]).toContain('digests of a secret compare on one machine only');
  });

  it('says nothing secret that somebody wrote into a reason', () => {
    const token = 'ghp_0123456789abcdefghijABCDEFGHIJ456789';
    const given = { reason: `with ${token}` };
    const held = classify(delay(30), { accepted: [accept(delay(30), given)] });
    const ended = classify(delay(30), { accepted: [accept(delay(30), given)], today: '2027-01-01' });
    expect(JSON.stringify([held, ended])).not.toContain(token);
  });

  it('where the code is ahead is told by what the code asks for', () => {
    const ahead = (seconds: number): PlanParts => ({
      changes: [update({ delay_seconds: 5 }, { delay_seconds: seconds })],
      code: { 'aws_sqs_queue.jobs': ['delay_seconds'] },
    });
    const baseline = accept(ahead(10), { intent: sideDigest(only(ahead(10)).intent) });
    expect(classify(ahead(10), { accepted: [baseline] }).differences).toEqual([]);
    expect(classify(ahead(20), { accepted: [baseline] }).differences[0]?.notes[0]).toContain(
      'changed further',
    );
  });
});
