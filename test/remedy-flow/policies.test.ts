import { describe, expect, it } from 'vitest';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { ADA, BEN, CLEO, createFlow, LIGHT, type Flow } from './flow-fixture.ts';
import { quickMemory } from './flow-memory.ts';
import { expectAuditHolds, expectKedge, foundAt, kindsOf, life, scan, states } from './flow-steps.ts';

const missing = skipReason(await realParts(), ['terraform', 'git']);
const MINUTES = 10 * 60_000;

const thing = (name: string, number: number): string => `
resource "light_thing" "${name}" {
  name   = "${name}"
  number = ${number}
}
`;

const POLICIES = `policies:
  - id: two-people
    when: resource.type == "light_thing" && stack == "one"
    kinds: [revert, accept]
    approvals: 1
    why: production is shared
  - id: never-ignored
    when: stack == "one"
    kinds: [ignore]
    forbid: true
    why: production is never ignored
`;

describe.skipIf(missing !== null)(`decisions by the rules of kedge.yaml${because(missing)}`, () => {
  const memory = quickMemory();
  const flowOf = async (): Promise<Flow> =>
    createFlow({
      files: {
        'one/main.tf': `${LIGHT}${thing('b', 2)}${thing('c', 2)}`,
        'two/main.tf': `${LIGHT}${thing('d', 2)}`,
      },
      stacks: ['one', 'two'],
      config: POLICIES,
      ...(await memory()),
    });

  it(
    'wait for a second person, who is neither the one who decided nor the one who acts',
    async () => {
      const flow = await flowOf();
      await flow.change('light_thing', 'b', { number: 7 });
      const id = await foundAt(flow, 'light_thing.b number');
      const forbidden = await expectKedge(flow, 4, [
        'decide',
        id,
        '--ignore',
        '--reason',
        'nobody looks at it',
      ]);
      expect(forbidden.stdout).toContain('production is never ignored');
      const decide = await expectKedge(flow, 0, ['decide', id, '--revert', '--reason', 'opened by mistake']);
      expect(decide.stdout).toMatch(/waiting for approval[^]*production is shared[^]*kedge approve/);
      const early = await expectKedge(flow, 4, ['fix', id, '--yes']);
      expect(early.stderr).toContain('waits for the approval');
      expect((await expectKedge(flow, 4, ['approve', id])).stdout).toContain('takes a second person');
      const same = await expectKedge(flow, 4, ['approve', id], { actor: ADA.toUpperCase() });
      expect(same.stdout).toContain('takes a second person');
      const approved = await expectKedge(flow, 0, ['approve', id, '--reason', 'seen with Ada'], {
        actor: BEN,
      });
      expect(approved.stdout).toContain('somebody else than the approvers');
      const byApprover = await expectKedge(flow, 4, ['fix', id, '--yes'], { actor: BEN });
      expect(byApprover.stderr).toContain('the executor is never the approver');
      expect(await flow.applyCalls()).toBe(0);
      await expectKedge(flow, 0, ['fix', id, '--yes'], { actor: CLEO });
      expect(await flow.applyCalls()).toBe(1);
      const shown = await life(flow, id);
      expect(kindsOf(shown)).toEqual(['found', 'decided', 'approved', 'applying', 'verified']);
      expect(shown.timeline.map(({ actor }) => actor)).toEqual([null, ADA, BEN, CLEO, CLEO]);
      await expectAuditHolds(flow);
    },
    MINUTES,
  );

  it(
    'accept only once they are approved',
    async () => {
      const flow = await flowOf();
      await flow.change('light_thing', 'b', { number: 7 });
      const id = await foundAt(flow, 'light_thing.b number');
      const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
      await expectKedge(flow, 0, ['decide', id, '--accept', '--until', day, '--reason', 'until tomorrow']);
      expect(await scan(flow)).toMatchObject({ exitCode: 2 });
      const approved = await expectKedge(flow, 0, ['approve', id], { actor: BEN });
      expect(approved.stdout).toContain('written: decisions/0001');
      expect(await scan(flow)).toMatchObject({ exitCode: 0 });
      expect(await states(flow)).toEqual(['accepted conflict light_thing.b number']);
    },
    MINUTES,
  );

  it(
    'over a group say how many were refused and why, and do the rest',
    async () => {
      const flow = await flowOf();
      for (const id of ['b', 'c', 'd']) await flow.change('light_thing', id, { number: 7 });
      const id = await foundAt(flow, 'light_thing.d number');
      const grouped = await expectKedge(flow, 4, [
        'decide',
        id,
        '--group',
        '--ignore',
        '--reason',
        'written by a robot',
      ]);
      expect(grouped.stdout).toMatch(/Ignored: one difference[^]*Refused 2 differences:[^]*never ignored/);
      expect(await states(flow)).toEqual([
        'ignored conflict light_thing.d number',
        'open conflict light_thing.b number',
        'open conflict light_thing.c number',
      ]);
      const all = await expectKedge(flow, 0, [
        'decide',
        id,
        '--group',
        '--revert',
        '--reason',
        'all by mistake',
      ]);
      expect(all.stdout).toMatch(/3 differences/);
      await expectKedge(flow, 0, ['approve', 'light_thing.b'], { actor: BEN });
      // The line that ignored one of them is a change of the code below its stack.
      expect(await states(flow)).toEqual([
        'approved conflict light_thing.b number',
        'approved conflict light_thing.c number',
        'approved conflict light_thing.d number',
      ]);
      await expectKedge(flow, 0, ['fix', '--all', '--yes'], { actor: CLEO });
      expect(await scan(flow)).toMatchObject({ exitCode: 0, lines: [] });
      expect(new Set(await states(flow))).toEqual(
        new Set(['b', 'c', 'd'].map((name) => `verified conflict light_thing.${name} number`)),
      );
      await expectAuditHolds(flow);
    },
    MINUTES,
  );
});
