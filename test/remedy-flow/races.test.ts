import { spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { createFlow, LIGHT, type Flow } from './flow-fixture.ts';
import { quickMemory } from './flow-memory.ts';
import {
  expectAuditHolds,
  expectKedge,
  foundAt,
  kindsOf,
  life,
  refusalCodes,
  scan,
  states,
} from './flow-steps.ts';
import { plansLeft } from './left-behind.ts';

const parts = await realParts();
const missing = skipReason(parts, ['terraform', 'git']);
const MINUTES = 15 * 60_000;

const CODE = `${LIGHT}
resource "light_thing" "a" {
  name   = "a"
  labels = { team = "core" }
}
resource "light_thing" "b" {
  name   = "b"
  number = 2
}
`;
const PLACE = 'light_thing.b number';

describe.skipIf(missing !== null)(
  `a fix is refused, with its reason and nothing changed,${because(missing)}`,
  () => {
    const memory = quickMemory();
    const flowOf = async (config = ''): Promise<Flow> =>
      createFlow({ files: { 'stack/main.tf': CODE }, config, ...(await memory()) });
    const decided = async (flow: Flow, ...flags: readonly string[]): Promise<string> => {
      await flow.change('light_thing', 'b', { number: 7 });
      const id = await foundAt(flow, PLACE);
      await expectKedge(flow, 0, ['decide', id, '--revert', '--reason', 'opened by mistake', ...flags]);
      return id;
    };
    /** Nothing is applied, nothing is left, and the difference waits as before. */
    const expectRefused = async (flow: Flow, id: string, code: string): Promise<void> => {
      const before = await flow.serial();
      const run = await expectKedge(flow, 4, ['fix', id, '--yes', '--json']);
      expect(refusalCodes(run)).toContain(code);
      expect(await flow.applyCalls()).toBe(0);
      expect(await flow.serial()).toBe(before);
      expect(await plansLeft(flow)).toEqual([]);
    };

    it(
      'when reality, the commit or the code moved after the decision',
      async () => {
        const flow = await flowOf();
        const id = await decided(flow);
        await flow.change('light_thing', 'b', { number: 8 });
        await expectRefused(flow, id, 'reality_moved');
        await flow.change('light_thing', 'b', { number: 2 });
        await expectRefused(flow, id, 'reality_moved');
        await flow.change('light_thing', 'b', { number: 7 });
        await flow.write({ 'stack/main.tf': `${CODE}# a thought\n` });
        await expectRefused(flow, id, 'code_dirty');
        flow.commit('a thought');
        await expectRefused(flow, id, 'commit_moved');
        flow.git('reset', '--quiet', '--hard', 'HEAD~1');
        expect(await states(flow)).toEqual([`approved conflict ${PLACE}`]);
        // As it was decided: now it goes.
        await expectKedge(flow, 0, ['fix', id, '--yes']);
        expect(await flow.applyCalls()).toBe(1);
        await expectAuditHolds(flow);
      },
      MINUTES,
    );

    it(
      'when somebody else applied in between',
      async () => {
        const flow = await flowOf();
        const id = await decided(flow);
        await flow.change('light_thing', 'a', { labels: { team: 'edge' } });
        await flow.terraform(['apply', '-auto-approve', '-input=false', '-target=light_thing.a']);
        await flow.forgetCalls();
        await expectRefused(flow, id, 'state_moved');
      },
      MINUTES,
    );

    it(
      'when the plan would do something else besides, or destroy without that having been decided',
      async () => {
        const flow = await flowOf();
        await flow.write({ 'stack/main.tf': CODE.replace('number = 2', 'number = 2\n  flag   = true') });
        flow.commit('code that nobody has applied');
        const id = await decided(flow);
        await expectRefused(flow, id, 'touches_other');
        flow.git('revert', '--no-edit', 'HEAD');
        await flow.change('light_thing', 'b', { number: 2, name: 'bb' });
        const renamed = await foundAt(flow, 'light_thing.b name');
        const decide = ['decide', renamed, '--revert', '--reason', 'renamed by mistake'];
        await expectKedge(flow, 0, decide);
        await expectRefused(flow, renamed, 'destroys');
        await expectKedge(flow, 0, [...decide, '--destroy']);
        const fixed = await expectKedge(flow, 0, ['fix', renamed, '--yes']);
        expect(fixed.stdout).toMatch(/delete and create {2}light_thing\.b/);
        expect(await scan(flow)).toMatchObject({ exitCode: 0 });
      },
      MINUTES,
    );

    it(
      'when somebody holds the lock of the state',
      async () => {
        const flow = await flowOf();
        const id = await decided(flow);
        await flow.faults({ hangReads: true });
        await flow.forgetCalls();
        const holder = spawn('terraform', ['plan', '-input=false'], {
          cwd: join(flow.repo, 'stack'),
          env: { ...flow.env },
          stdio: 'ignore',
        });
        try {
          while (!(await flow.calls()).some(({ name }) => name === 'ReadResource')) await sleep(50);
          await flow.faults({});
          await expectRefused(flow, id, 'locked');
        } finally {
          // The first asks it to stop, the second makes it.
          holder.kill('SIGINT');
          await sleep(500);
          holder.kill('SIGINT');
        }
      },
      MINUTES,
    );

    it(
      'when another apply comes between the plan and its apply',
      async () => {
        const flow = await flowOf('  binary: ../bin/terraform\n');
        // The state moves on in the moment in which the engine is asked to apply.
        await wrapEngine(
          flow,
          `cd '${join(flow.repo, 'stack')}' && env -u TF_DATA_DIR '${parts.terraform}' apply -refresh-only -auto-approve -input=false > /dev/null`,
        );
        const id = await decided(flow);
        const run = await expectKedge(flow, 4, ['fix', id, '--yes', '--json']);
        expect(refusalCodes(run)).toEqual(['state_moved']);
        expect(await flow.applyCalls()).toBe(0);
        expect(await plansLeft(flow)).toEqual([]);
        const shown = await life(flow, id);
        expect(shown.state).toBe('approved');
        expect(kindsOf(shown)).toEqual(['found', 'decided', 'applying', 'refused']);
        await expectAuditHolds(flow);
      },
      MINUTES,
    );

    it(
      'and what the apply did not bring about is open again with what was seen',
      async () => {
        const flow = await flowOf('  binary: ../bin/terraform\n');
        const cloud = join(flow.root, 'cloud.json');
        // Somebody's automation writes it again at once.
        await wrapEngine(flow, '', `sed -i 's/"number":2/"number":9/' '${cloud}'`);
        const id = await decided(flow);
        const run = await expectKedge(flow, 2, ['fix', id, '--yes']);
        expect(run.stdout).toMatch(/Still different[^]*light_thing\.b\.number/);
        const shown = await life(flow, id);
        expect(shown).toMatchObject({
          state: 'open',
          decision: { in_force: false },
          difference: { reality: { kind: 'value', value: 9 } },
        });
        expect(kindsOf(shown)).toEqual(['found', 'decided', 'applying', 'not_verified', 'changed']);
        await expectAuditHolds(flow);
      },
      MINUTES,
    );

    it(
      'when two processes are asked for it at once: one acts',
      async () => {
        const flow = await flowOf();
        const id = await decided(flow);
        const runs = await Promise.all([1, 2].map(() => flow.kedge(['fix', id, '--yes'])));
        const said = runs.map(({ exitCode, stdout, stderr }) => `${exitCode}: ${stdout}${stderr}`).join('\n');
        expect(await flow.applyCalls(), said).toBe(1);
        const codes = runs.map(({ exitCode }) => exitCode ?? -1).toSorted((a, b) => a - b);
        expect(codes[0], said).toBe(0);
        expect([1, 4], said).toContain(codes[1]);
        expect(said).not.toMatch(/\bat .*\.ts:\d+/);
        expect(await states(flow)).toEqual([`verified conflict ${PLACE}`]);
        expect(await flow.object('light_thing', 'b')).toMatchObject({ number: 2 });
        await expectAuditHolds(flow);
      },
      MINUTES,
    );
  },
);

/** The engine as kedge.yaml names it: commands of a shell before and after an apply. */
async function wrapEngine(flow: Flow, before: string, after = ''): Promise<void> {
  const folder = join(flow.root, 'bin');
  await mkdir(folder, { recursive: true });
  const script = `#!/bin/sh
if [ "$1" != apply ]; then exec '${parts.terraform}' "$@"; fi
( ${before || ':'} )
'${parts.terraform}' "$@"
code=$?
( ${after || ':'} )
exit $code
`;
  await writeFile(join(folder, 'terraform'), script);
  await chmod(join(folder, 'terraform'), 0o755);
}
