import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyChain } from '#domain/audit/audit-chain.ts';
import { openMemory } from '#store/open-memory.ts';
import { startChild, type Child } from './child.ts';
import { ALL, at, hex } from './fixtures.ts';

const ROUNDS = 50;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kedge-kill-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * Every tenth is killed while it opens. The others after some changes, and then a little into the next one: counted in
 * changes, because on a busy machine none would come to an end in any time that is fixed.
 */
async function killedAtSomeMoment(child: Child, round: number): Promise<void> {
  await child.says('started');
  if (round % 10 === 9) {
    await sleep(round * 8);
  } else {
    await child.says('opened');
    for (let change = 0; change < round % 7; change += 1) await child.says('wrote');
    await sleep((round * 13) % 60);
  }
  await child.kill();
}

const numbers = (child: Child, word: string): readonly number[] =>
  child.lines
    .filter((line) => line.startsWith(`${word} `))
    .map((line) => Number(line.slice(word.length + 1)));

it('kill -9 in the middle of writing loses nothing that was acknowledged, and the memory opens again', async () => {
  let acknowledged = 0;
  let opened = 0;
  let unacknowledged = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const child = startChild('write-until-killed.ts', folder);
    await killedAtSomeMoment(child, round);
    expect(child.lines.filter((line) => line.startsWith('stderr'))).toStrictEqual([]);
    for (const found of numbers(child, 'opened')) {
      opened += 1;
      // Nothing that was acknowledged is missing; what was under way at the kill may have come through.
      expect(found === acknowledged || found === acknowledged + 1).toBe(true);
      if (found > acknowledged) unacknowledged += 1;
      acknowledged = found;
    }
    acknowledged = Math.max(acknowledged, ...numbers(child, 'wrote'));
  }
  const last = await openMemory({
    databaseUrl: null,
    folder,
    project: 'test',
    command: 'kedge test',
    now: () => new Date(),
  });
  if ('refused' in last) throw new Error(last.refused);
  const { memory } = last;
  const head = await memory.auditHead();
  expect(head.number).toBeGreaterThan(ROUNDS);
  expect([acknowledged, acknowledged + 1]).toContain(head.number);
  const entries = await memory.auditEntries(0, head.number + 10);
  expect(verifyChain(entries, head)).toMatchObject({ verified: head.number });
  // All or nothing: every part of the last change, and nothing of another.
  const { records } = await memory.listDrift(ALL);
  expect(records.map(({ lastSeen }) => lastSeen)).toStrictEqual(
    Array.from({ length: 20 }, () => at(head.number)),
  );
  expect(await memory.timeline('net', hex(1))).toHaveLength(head.number);
  await memory.close();
  console.log(
    `${ROUNDS} kills: ${opened} opened again, ${acknowledged} changes acknowledged, none lost, ${unacknowledged} came through unacknowledged.`,
  );
}, 3_600_000);
