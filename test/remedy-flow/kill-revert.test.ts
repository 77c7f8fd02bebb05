import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { createFlow, LIGHT, type Flow } from './flow-fixture.ts';
import { expectAuditHolds, expectKedge, foundAt, kindsOf, life, scan } from './flow-steps.ts';
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
  'asking what became of it': /asking what became/,
  planning: /planning what was decided/,
  applying: /stack: applying/,
  changing: /light_thing\.b begun/,
  changed: /light_thing\.b done/,
  'reading again': /reading again/,
  told: /Verified/,
};

/** What is to be done next about a difference whose fix was killed; null: it is settled. */
type Next = readonly string[] | null;

function nextAfter(id: string, exitCode: number | null, said: string): Next {
  if (exitCode === 0 || /is verified already/.test(said)) return null;
  const run = /kedge fix --resume (\w+)/.exec(said)?.[1];
  if (run !== undefined) return ['fix', '--resume', run];
  // Stopped before anything was applied: it is decided as before.
  if (exitCode === 4 && /stopped before anything was applied/.test(said)) return ['fix', id, '--yes'];
  if (exitCode === null) return ['fix', id, '--yes'];
  throw new Error(`kedge fix ended with ${exitCode}: ${said}`);
}

/** Kills every attempt until there were enough; resolves when the difference is settled. */
async function settle(flow: Flow, killer: Killer, id: string, isEnough: () => boolean): Promise<void> {
  let next: Next = ['fix', id, '--yes'];
  while (next !== null) {
    const { run } = isEnough() ? { run: await flow.kedge(next) } : await killer.kill(next);
    expect(await flow.applyCalls()).toBeLessThanOrEqual(1);
    next = nextAfter(id, run.exitCode, run.stdout + run.stderr);
  }
  expect(await flow.applyCalls()).toBe(1);
  expect(await flow.object('light_thing', 'b')).toMatchObject({ number: 2 });
}

describe.skipIf(missing !== null)(`kedge fix killed with kill -9${because(missing)}`, () => {
  it(
    'at any moment is settled in the end, with one apply a decision and nothing lost',
    async () => {
      const flow = await createFlow({ files: { 'stack/main.tf': CODE } });
      const killer = createKiller(flow, MARKERS);
      const killed = (): number => [...killer.counts.values()].reduce((sum, count) => sum + count, 0);
      let id = '';
      let cycles = 0;
      for (; killed() < KILLS; cycles += 1) {
        await flow.forgetCalls();
        await flow.change('light_thing', 'b', { number: 10 + cycles });
        id = await foundAt(flow, 'light_thing.b number');
        await expectKedge(flow, 0, ['decide', id, '--revert', '--reason', `cycle ${cycles} of the test`]);
        if (cycles === 0) await killer.watch(['fix', id, '--yes']);
        else await settle(flow, killer, id, () => killed() >= KILLS);
      }
      console.log(`killed ${killed()} times in ${cycles} cycles: ${JSON.stringify([...killer.counts])}`);
      expect(await scan(flow)).toMatchObject({ exitCode: 0 });
      await expectAuditHolds(flow);
      const shown = await life(flow, id);
      expect(shown.state).toBe('verified');
      const count = (kind: string): number => kindsOf(shown).filter((each) => each === kind).length;
      expect([count('decided'), count('verified')]).toEqual([cycles, cycles]);
      expect(await readdir(join(flow.repo, 'decisions'))).toHaveLength(cycles);
      flow.git('fsck', '--strict');
      expect(await plansLeft(flow)).toEqual([]);
      expect(await processesLeft(flow)).toEqual([]);
    },
    HOURS,
  );
});
