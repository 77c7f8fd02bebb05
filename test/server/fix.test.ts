import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { ADA } from '../remedy-flow/flow-fixture.ts';
import { expectAuditHolds } from '../remedy-flow/flow-steps.ts';
import { decideOpen } from './decide-open.ts';
import { createTestFleet, syncFleet, textOf, untilQuiet, type TestFleet } from './fleet-fixture.ts';

const parts = await realParts();
const missing = skipReason(parts, ['terraform', 'git', 'postgres']);
const MS = 600_000;

describe.skipIf(missing !== null)(`the server on light stacks${because(missing)}`, () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await postgresForTest(parts.postgres ?? '');
  }, MS);
  afterAll(() => postgres.stop());

  it(
    'finds stacks, scans them, shows a plan, applies what was confirmed and nothing else, and verifies it',
    async () => {
      const fleet = await createTestFleet({ database: await postgres.freshUrl(), stacks: ['a', 'b'] });
      fleet.worker();
      expect(await syncFleet(fleet)).toMatchObject({
        state: 'done',
        result: { stacks: 2, touched: ['a', 'b'] },
      });
      await untilQuiet(fleet);
      expect(await stateOf(fleet, 'a')).toMatchObject({ staleSince: null, nextRunAt: expect.any(String) });
      expect((await fleet.parts.fleet.findStack('code', 'a'))?.lastGoodAt).not.toBeNull();

      await fleet.flow.change('light_thing', 'a', { number: 7 });
      const scan = await fleet.ended(await fleet.scan('a'));
      expect(scan).toMatchObject({ state: 'done', result: { status: 'drifted', drift: 1 } });
      const id = await decideOpen(fleet);
      const order = { stack: 'a', fingerprints: [id], actor: ADA };
      const planned = await fleet.ended(await fleet.submit('plan-fix', order));
      expect(planned).toMatchObject({
        state: 'done',
        result: { kind: 'planned', fingerprints: [id], preview: { stack: 'a' } },
      });
      expect(await fleet.flow.applyCalls()).toBe(0);
      const digest = textOf(planned, 'digest');

      // Somebody else confirms something that was never shown.
      const other = await fleet.ended(
        await fleet.submit('apply-fix', {
          ...order,
          digest: digest.replace(/^./, (c) => (c === '0' ? '1' : '0')),
        }),
      );
      expect(other).toMatchObject({
        state: 'failed',
        problem: expect.stringMatching(/not the one that was shown/),
      });
      expect(await fleet.flow.applyCalls()).toBe(0);

      const applied = await fleet.ended(await fleet.submit('apply-fix', { ...order, digest }));
      expect(applied).toMatchObject({ state: 'done', result: { kind: 'verified' } });
      expect(await fleet.flow.applyCalls()).toBe(1);
      expect(await fleet.flow.object('light_thing', 'a')).toMatchObject({ number: 2 });
      const lines = await fleet.parts.queue.lines(applied.id, 0, 100);
      expect(lines.map(({ text }) => text)).toContain('applying');

      // Once more it is nothing that is decided.
      const again = await fleet.ended(await fleet.submit('apply-fix', { ...order, digest }));
      expect(again).toMatchObject({ state: 'failed', problem: expect.stringMatching(/verified already/) });
      expect(await fleet.flow.applyCalls()).toBe(1);
      await expectAuditHolds(fleet.flow);
    },
    MS,
  );

  it(
    'applies nothing when reality moved after the plan was shown',
    async () => {
      const fleet = await createTestFleet({ database: await postgres.freshUrl(), stacks: ['a'] });
      fleet.worker();
      await syncFleet(fleet);
      await fleet.flow.change('light_thing', 'a', { number: 7 });
      await fleet.ended(await fleet.scan('a'));
      const id = await decideOpen(fleet);
      const order = { stack: 'a', fingerprints: [id], actor: ADA };
      const planned = await fleet.ended(await fleet.submit('plan-fix', order));
      await fleet.flow.change('light_thing', 'a', { number: 8 });
      const applied = await fleet.ended(
        await fleet.submit('apply-fix', { ...order, digest: textOf(planned, 'digest') }),
      );
      expect(applied).toMatchObject({ state: 'failed', result: { kind: 'refused' } });
      expect(await fleet.flow.applyCalls()).toBe(0);
    },
    MS,
  );

  it(
    'makes a branch for an adoption, and a second attempt finds it',
    async () => {
      const fleet = await createTestFleet({ database: await postgres.freshUrl(), stacks: ['a'] });
      fleet.worker();
      await syncFleet(fleet);
      await fleet.flow.change('light_thing', 'a', { number: 7 });
      await fleet.ended(await fleet.scan('a'));
      const id = await decideOpen(fleet, '--adopt');
      const adopted = await fleet.ended(
        await fleet.submit('adopt-fix', { stack: 'a', fingerprints: [id], actor: ADA }),
      );
      expect(adopted).toMatchObject({ state: 'done', result: { kind: 'proposed', pushedTo: null } });
      const branch = textOf(adopted, 'branch');
      expect(fleet.flow.git('show', `${branch}:a/main.tf`)).toMatch(/number = 7/);
      expect(fleet.flow.git('status', '--porcelain')).toBe('');
    },
    MS,
  );
});

const stateOf = (fleet: TestFleet, stack: string) => fleet.parts.fleet.findStack('code', stack);
