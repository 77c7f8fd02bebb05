import { describe, expect, it } from 'vitest';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { snapshot } from '../git/git-fixture.ts';
import { createFlow, LIGHT, type Flow } from './flow-fixture.ts';
import { quickMemory } from './flow-memory.ts';
import { expectAuditHolds, expectKedge, foundAt, life, states } from './flow-steps.ts';
import { createKiller, type Killer } from './killer.ts';
import { plansLeft, processesLeft } from './left-behind.ts';

const missing = skipReason(await realParts(), ['terraform', 'git']);
const KILLS = process.env['KEDGE_FULL'] === '1' ? 50 : 6;
const HOURS = 3 * 3_600_000;

const CODE = `${LIGHT}
resource "light_thing" "b" {
  name   = "b"
  number = 2
}
`;

const MARKERS = {
  reading: /reading what is there now/,
  validating: /validating the edited code/,
  proving: /planning the edited code/,
  branching: /making the branch/,
  told: /Proposed/,
};

type Next = readonly string[] | null;

function nextAfter(id: string, exitCode: number | null, said: string): Next {
  if (exitCode === 0 || /its branch waits to be merged/.test(said)) return null;
  const run = /kedge fix --resume (\w+)/.exec(said)?.[1];
  if (run !== undefined) return ['fix', '--resume', run];
  if (exitCode === null) return ['fix', id, '--yes'];
  throw new Error(`kedge fix ended with ${exitCode}: ${said}`);
}

/** The branch is not there, or it is the whole and right edit on top of main. */
function expectBranchAbsentOrRight(flow: Flow, branch: string): void {
  if (flow.git('branch', '--list', branch) === '') return;
  expect(flow.git('rev-parse', `${branch}^`)).toBe(flow.git('rev-parse', 'main'));
  expect(flow.git('diff', '--numstat', 'main', branch)).toBe('1\t1\tstack/main.tf\n');
  expect(flow.git('show', `${branch}:stack/main.tf`)).toBe(CODE.replace('number = 2', 'number = 7'));
}

async function settle(flow: Flow, killer: Killer, id: string, isEnough: () => boolean): Promise<void> {
  const branch = `kedge/adopt-${id}`;
  let next: Next = ['fix', id, '--yes'];
  while (next !== null) {
    const { run } = isEnough() ? { run: await flow.kedge(next) } : await killer.kill(next);
    expectBranchAbsentOrRight(flow, branch);
    next = nextAfter(id, run.exitCode, run.stdout + run.stderr);
  }
  expect(flow.git('branch', '--list', branch)).not.toBe('');
}

describe.skipIf(missing !== null)(`kedge fix of an adoption killed with kill -9${because(missing)}`, () => {
  const memory = quickMemory();
  it(
    'at any moment ends with the right branch, and with nothing else in the repository',
    async () => {
      const flow = await createFlow({ files: { 'stack/main.tf': CODE }, ...(await memory()) });
      await flow.change('light_thing', 'b', { number: 7 });
      const id = await foundAt(flow, 'light_thing.b number');
      const killer = createKiller(flow, MARKERS);
      const killed = (): number => [...killer.counts.values()].reduce((sum, count) => sum + count, 0);
      const before = snapshot(flow.repo);
      let cycles = 0;
      for (; killed() < KILLS; cycles += 1) {
        await expectKedge(flow, 0, ['decide', id, '--adopt', '--reason', `cycle ${cycles} of the test`]);
        if (cycles === 0) await killer.watch(['fix', id, '--yes']);
        else await settle(flow, killer, id, () => killed() >= KILLS);
        expect(await states(flow)).toEqual(['proposed conflict light_thing.b number']);
        flow.git('branch', '-D', `kedge/adopt-${id}`);
        await expectKedge(flow, 0, ['decide', id, '--withdraw', '--reason', 'the test goes on']);
      }
      console.log(`killed ${killed()} times in ${cycles} cycles: ${JSON.stringify([...killer.counts])}`);
      expect(snapshot(flow.repo)).toBe(before);
      flow.git('fsck', '--strict');
      expect(flow.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
      expect((await life(flow, id)).state).toBe('open');
      await expectAuditHolds(flow);
      expect(await flow.applyCalls()).toBe(0);
      expect(await plansLeft(flow)).toEqual([]);
      expect(await processesLeft(flow)).toEqual([]);
    },
    HOURS,
  );
});
