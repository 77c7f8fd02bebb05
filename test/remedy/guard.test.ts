import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPlan, type Plan } from '#domain/drift/plan.ts';
import type { GuardVerdict } from '#domain/remedy/plan-guard.ts';
import { guardRevertPlan } from '#domain/remedy/plan-guard.ts';
import { targetsFor, wantsTargets } from '#domain/remedy/revert-targets.ts';
import type { Approval } from '#domain/remedy/approved-difference.ts';
import type { KeptPlan } from '#ports/remedy-engine.ts';
import { approvalOf, nameForTest } from '#test/guard-question.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { createRemedyFixture, type RemedyFixture } from './remedy-fixture.ts';

const missing = skipReason(await realParts(), ['terraform']);
const EDGE = { labels: { team: 'edge', tier: 'one' } };

/** Each test runs the real engine several times. */
const SLOW = { timeout: 300_000 };

let fixture: RemedyFixture;

function planOf({ planJson }: Pick<KeptPlan, 'planJson'>): Plan {
  const reading = readPlan(planJson);
  if ('problem' in reading) throw new Error(reading.problem);
  return reading.plan;
}

const evidence = ({ lineage, serial }: Pick<KeptPlan, 'lineage' | 'serial'>) => ({
  commit: null,
  dirty: null,
  lineage,
  serial,
});

/** Scans, and approves what the scan shows at these places. */
async function approve(...places: readonly string[]): Promise<readonly Approval[]> {
  const outcome = await fixture.engine().plan(fixture.stack(), () => undefined, new AbortController().signal);
  if (outcome.kind !== 'changed' || outcome.state === null) throw new Error(JSON.stringify(outcome));
  const before = evidence(outcome.state);
  const named = nameForTest(planOf(outcome));
  return places.map((place) => {
    const found = named.find(({ difference }) => `${difference.address} ${difference.path}` === place);
    if (found === undefined) throw new Error(`there is no ${place}`);
    return approvalOf(found, { evidence: before });
  });
}

function guard(kept: KeptPlan, approvals: readonly Approval[], targeted = false): GuardVerdict {
  const plan = planOf(kept);
  return guardRevertPlan({
    plan,
    planned: nameForTest(plan),
    targeted,
    resourcesRead: kept.resourcesRead,
    approvals,
    now: evidence(kept),
    redact: (text) => text,
  });
}

const codes = (verdict: GuardVerdict): readonly string[] =>
  verdict.go ? ['go'] : verdict.refusals.map(({ code }) => code);

describe.skipIf(missing !== null)(`a revert of the real engine${because(missing)}`, SLOW, () => {
  beforeEach(async () => {
    fixture = await createRemedyFixture();
  });
  afterEach(() => fixture.remove());

  it('goes through when the plan is nothing else, and a fresh read is clean', async () => {
    await fixture.change('light_thing', 'a', EDGE);
    const approvals = await approve('light_thing.a labels["team"]');
    const kept = await fixture.keep();
    const verdict = guard(kept, approvals);
    expect(verdict).toMatchObject({ go: true, changes: [{ address: 'light_thing.a', actions: ['update'] }] });
    expect(wantsTargets(verdict, () => false)).toBe(false);
    expect(await fixture.apply(kept.folder)).toEqual({ kind: 'applied' });
    expect(
      await fixture.engine().plan(fixture.stack(), () => undefined, new AbortController().signal),
    ).toMatchObject({ kind: 'unchanged' });
  });

  it('makes a deleted resource again', async () => {
    await fixture.removeObject('light_thing', 'a');
    const approvals = await approve('light_thing.a ');
    const kept = await fixture.keep();
    expect(codes(guard(kept, approvals))).toEqual(['go']);
    expect(await fixture.apply(kept.folder)).toEqual({ kind: 'applied' });
    expect(await fixture.thing('a')).toMatchObject({ labels: { team: 'core', tier: 'one' } });
  });

  it('is refused when reality changed further in between', async () => {
    await fixture.change('light_thing', 'a', EDGE);
    const approvals = await approve('light_thing.a labels["team"]');
    await fixture.change('light_thing', 'a', { labels: { team: 'third', tier: 'one' } });
    expect(codes(guard(await fixture.keep(), approvals))).toEqual(['reality_moved']);
  });

  it('is refused when somebody put it back in between', async () => {
    await fixture.change('light_thing', 'a', EDGE);
    const approvals = await approve('light_thing.a labels["team"]');
    await fixture.change('light_thing', 'a', { labels: { team: 'core', tier: 'one' } });
    expect(codes(guard(await fixture.keep(), approvals))).toEqual(['reality_moved']);
  });

  it('is refused when somebody applied something else in between', async () => {
    await fixture.change('light_thing', 'a', EDGE);
    const approvals = await approve('light_thing.a labels["team"]');
    await fixture.change('light_thing', 'b', { number: 9 });
    await fixture.asUser(['apply', '-auto-approve', '-input=false', '-target=light_thing.b']);
    expect(codes(guard(await fixture.keep(), approvals))).toEqual(['state_moved']);
  });

  it('is refused when the code asks for something else', async () => {
    await fixture.change('light_thing', 'b', { number: 9 });
    const approvals = await approve('light_thing.b number');
    await fixture.write({ 'stack/b_override.tf': 'resource "light_thing" "b" {\n  number = 3\n}\n' });
    expect(codes(guard(await fixture.keep(), approvals))).toContain('intent_moved');
  });

  it('is narrowed to its targets when something else differs, and leaves that alone', async () => {
    await fixture.change('light_thing', 'a', EDGE);
    await fixture.change('light_thing', 'c', { flag: false });
    const approvals = await approve('light_thing.a labels["team"]');
    const whole = await fixture.keep();
    const first = guard(whole, approvals);
    expect(codes(first)).toEqual(['touches_other']);
    expect(wantsTargets(first, () => false)).toBe(true);
    const targets = targetsFor(nameForTest(planOf(whole)), approvals);
    expect(targets).toEqual(['light_thing.a']);
    const kept = await fixture.keep(targets ?? []);
    expect(codes(guard(kept, approvals, true))).toEqual(['go']);
    expect(await fixture.apply(kept.folder)).toEqual({ kind: 'applied' });
    expect((await fixture.thing('c'))?.['flag']).toBe(false);
    expect(await fixture.applyCalls()).toBe(1);
  });

  it('would replace only with a word about it', async () => {
    await fixture.change('light_thing', 'a', { name: 'other' });
    const approvals = await approve('light_thing.a name');
    const kept = await fixture.keep();
    expect(codes(guard(kept, approvals))).toContain('destroys');
    const meant = approvals.map((each) => ({ ...each, destroyApproved: true }));
    expect(codes(guard(kept, meant))).toEqual(['go']);
  });
});
