import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { EXIT } from '#cli/exit-code.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { ADA, createFlow, LIGHT, type Flow } from '../remedy-flow/flow-fixture.ts';
import { quickMemory } from '../remedy-flow/flow-memory.ts';
import { expectAuditHolds, expectKedge } from '../remedy-flow/flow-steps.ts';
import { plansLeft, processesLeft } from '../remedy-flow/left-behind.ts';
import { HOUR, metricsCsv } from './world-in.ts';

const missing = skipReason(await realParts(), ['terraform', 'git']);
const MINUTES = 30 * 60_000;
const memory = quickMemory();
const ID = 'number-5';

const code = (number: number, more = ''): string => `${LIGHT}
resource "light_thing" "a" {
  name   = "a"
  number = 1
}

resource "light_thing" "b" {
  name   = "b"
  number = ${number}
}
${more}`;

const PEERS = ['search', 'cart', 'login', 'pay'];

const metric = (name: string): string => {
  const of = (series: string): string => `{ file: metrics.csv, metric: ${name}, series: ${series} }`;
  return [
    `  ${name}:`,
    `    from: ${of('checkout')}`,
    ...(name === 'error_rate' ? ['    tolerance: 10%', '    must_detect: 50%'] : []),
    '    baseline: peers',
    '    peers:',
    ...PEERS.map((peer) => `      ${peer}: ${of(peer)}`),
  ].join('\n');
};

const declaration = (revert: string): string => `version: 1
title: Five of b
owner: ${ADA}
channel: '#net'
stacks: [stack]
stop_when: [{ id: too long, after: 3d }]
rollout:
  - name: everything
    stacks: [stack]
    run: echo applied by hand
    idempotent: true
    gate: { hold: true }
rollback:
  git_revert: ${revert}
metrics:
${['p95_latency', 'error_rate', 'cost_per_request'].map(metric).join('\n')}
watch: { for: 24h, block: 1h }
`;

/** Two of b are applied, and a commit with a change that makes it five waits to be rolled out. */
async function ready(over: { readonly code?: string; readonly revert?: string } = {}): Promise<Flow> {
  const flow = await createFlow({ files: { 'stack/main.tf': code(2) }, ...(await memory()) });
  const hours = 31 * 24;
  await flow.write({
    '.gitignore': '.terraform/\n*.tfstate\n*.tfstate.*\n.kedge/\nmetrics.csv\n',
    'metrics.csv': metricsCsv({ startMs: Math.floor(Date.now() / HOUR) * HOUR, days: hours / 24 }),
    'stack/main.tf': over.code ?? code(5),
    [`changes/${ID}.yaml`]: declaration(over.revert ?? '{ stacks: [stack] }'),
  });
  flow.commit('five of b');
  return flow;
}

const check = (flow: Flow) => flow.kedge(['change', 'check', `changes/${ID}.yaml`]);
const drive = (flow: Flow) => flow.kedge(['change', 'watch', ID]);

/** Checked, started and rolled out, and somebody wants it back. */
async function takenBack(flow: Flow): Promise<void> {
  const checked = await check(flow);
  expect(checked.exitCode, checked.stdout + checked.stderr).toBe(EXIT.inSync);
  expect(checked.stdout).toContain('can be undone, and the code without it is what runs now');
  await expectKedge(flow, EXIT.inSync, ['change', 'start', ID]);
  await flow.terraform(['apply', '-auto-approve', '-input=false']);
  const held = await drive(flow);
  expect(held.exitCode, held.stdout + held.stderr).toBe(EXIT.unknown);
  await flow.forgetCalls();
  await expectKedge(flow, EXIT.inSync, ['change', 'revert', ID, '--reason', 'orders are missing']);
}

describe.skipIf(missing !== null)(`a rollback by Git revert${because(missing)}`, () => {
  it(
    'undoes the commit on a branch, applies what it changed and nothing else, once, and reads again',
    async () => {
      const flow = await ready();
      await takenBack(flow);
      expect(await flow.object('light_thing', 'b')).toMatchObject({ number: 5 });
      const reverted = await drive(flow);
      expect([reverted.exitCode, reverted.stdout], reverted.stderr).toEqual([
        EXIT.drift,
        `${ID} is reverted.\n`,
      ]);
      expect(reverted.stderr).toMatch(
        /a fresh read of stack is clean\. Merge the branch kedge\/revert-number-5/,
      );
      expect(await flow.object('light_thing', 'b')).toMatchObject({ number: 2 });
      expect(await flow.applyCalls()).toBe(1);
      expect(flow.git('show', 'kedge/revert-number-5:stack/main.tf')).toContain('number = 2');
      expect(flow.git('log', '-1', '--format=%an %s%n%b', 'kedge/revert-number-5')).toMatch(
        /Ada Keeper Revert "five of b"\nThis reverts commit [0-9a-f]{40}\.\n\nKedge-Change: number-5/,
      );
      expect(await readFile(join(flow.repo, 'stack/main.tf'), 'utf8')).toBe(code(5));
      expect(flow.git('status', '--porcelain')).toBe('');
      expect(flow.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
      await expectAuditHolds(flow);
      expect(await plansLeft(flow)).toEqual([]);
    },
    MINUTES,
  );

  it(
    'is tried before the start, and refused with what stands against it',
    async () => {
      const created = 'resource "light_thing" "c" {\n  name   = "c"\n  number = 3\n}\n';
      const flow = await ready({ code: code(5, created) });
      const red = await check(flow);
      expect([red.exitCode, red.stdout], red.stderr).toEqual([
        EXIT.refused,
        expect.stringContaining(
          'Taking the change back would destroy what it makes in stack: light_thing.c (create)',
        ),
      ]);
      // What came later changed the same place.
      await flow.write({ 'stack/main.tf': code(6) });
      flow.commit('six of b');
      await flow.write({ [`changes/${ID}.yaml`]: declaration('{ stacks: [stack], commit: HEAD~2 }') });
      flow.commit('another declaration');
      expect((await check(flow)).stdout).toMatch(
        /rollback tried: HEAD~2 cannot be undone on top of [0-9a-f]{12}: what came after it changed the same places \(conflicts in .*stack\/main\.tf\)/,
      );
      await flow.write({ [`changes/${ID}.yaml`]: declaration('{ stacks: [stack], commit: HEAD~1 }') });
      await writeFile(join(flow.repo, 'stack/main.tf'), code(7));
      expect((await check(flow)).stdout).toContain('The code differs from its commit: stack/main.tf');
      await flow.write({ [`changes/${ID}.yaml`]: declaration('{ stacks: [other] }') });
      const placed = await check(flow);
      expect(placed.stderr).toMatch(/number-5\.yaml:\d+:\d+: The rollback applies the stack `other`/);
      expect(await flow.applyCalls()).toBe(0);
    },
    MINUTES,
  );

  it(
    'that would touch anything else applies nothing and pages; asked again when that is gone, it does its work',
    async () => {
      const flow = await ready();
      await takenBack(flow);
      await flow.change('light_thing', 'a', { number: 9 });
      const failed = await drive(flow);
      expect(failed.exitCode).toBe(EXIT.unknown);
      expect(failed.stderr).toMatch(
        /PAGE #net, Ada Keeper <ada@example\.com>: The rollback failed\. stack was not applied\. The plan would also change what the change did not touch: light_thing\.a \(update\)\. Undo [0-9a-f]{12} by hand/,
      );
      expect(await flow.applyCalls()).toBe(0);
      await flow.change('light_thing', 'a', { number: 1 });
      await expectKedge(flow, EXIT.inSync, ['change', 'revert', ID, '--reason', 'a is as it was again']);
      expect((await drive(flow)).exitCode).toBe(EXIT.drift);
      expect([await flow.applyCalls(), await flow.object('light_thing', 'b')]).toEqual([
        1,
        expect.objectContaining({ number: 2 }),
      ]);
    },
    MINUTES,
  );

  it(
    'that is killed in the middle of its apply is followed to its end, and nothing is applied twice',
    async () => {
      const flow = await ready();
      await takenBack(flow);
      // Killed here and there first, then for certain inside of the apply.
      for (const afterMs of [400, 1500, 3000]) {
        const early = flow.start(['change', 'watch', ID]);
        await Promise.race([sleep(afterMs), early.ended]);
        early.child.kill('SIGKILL');
        await early.ended;
        expect(await flow.applyCalls()).toBeLessThanOrEqual(1);
      }
      const release = await flow.holdApplies().catch(() => null);
      const inside = flow.start(['change', 'watch', ID]);
      const begun = async (): Promise<boolean> => (await flow.applyCalls()) > 0;
      while (inside.child.exitCode === null && !(await begun())) await sleep(50);
      inside.child.kill('SIGKILL');
      await inside.ended;
      const next = flow.start(['change', 'watch', ID]);
      await sleep(500);
      await release?.();
      const ended = await next.ended;
      expect([ended.exitCode, ended.stdout], ended.stderr).toEqual([EXIT.drift, `${ID} is reverted.\n`]);
      expect([await flow.applyCalls(), await flow.object('light_thing', 'b')]).toEqual([
        1,
        expect.objectContaining({ number: 2 }),
      ]);
      expect(await plansLeft(flow)).toEqual([]);
      expect(await processesLeft(flow)).toEqual([]);
    },
    MINUTES,
  );
});
