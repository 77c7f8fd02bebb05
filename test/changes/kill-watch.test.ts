import { setTimeout as sleep } from 'node:timers/promises';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { storedVerdict } from '#domain/release/stored/stored-verdict.ts';
import { testMemory } from '#test/databases.ts';
import type { Memory } from '#ports/memory.ts';
import { openMemory } from '#store/open-memory.ts';
import { evidenceOf } from '#workflows/change/record-change.ts';
import { startChild } from '../store/child.ts';
import { changeWorld } from './change-world.ts';
import { metricsCsv, release, START, started, worldIn } from './world-in.ts';

const ID = 'checkout-42';
const KILLS = 10;
const MINUTES = 20 * 60_000;
const metrics = metricsCsv();

async function bytesOf(memory: Memory): Promise<string> {
  const change = await memory.findChange(ID);
  const evidence = change === null ? null : await evidenceOf(change, { memory });
  return evidence === null ? 'nothing' : storedVerdict(evidence);
}

async function memoryIn(folder: string): Promise<Memory> {
  const opened = await openMemory({
    databaseUrl: null,
    folder: join(folder, '.kedge'),
    project: 'test',
    command: 'test',
    now: () => new Date(),
  });
  if ('refused' in opened) throw new Error(opened.refused);
  return opened.memory;
}

it(
  `a watch of a day that is killed ${KILLS} times loses no look, makes none twice and ends with the same verdict, byte for byte`,
  async () => {
    const undisturbed = await changeWorld(await testMemory(), { metrics, nowMs: START + 60_000 });
    await started(undisturbed, release());
    await undisturbed.drive(ID);
    const expected = await bytesOf(undisturbed.deps.memory);
    await undisturbed.deps.memory.close();

    const { folder } = undisturbed;
    await writeFile(join(folder, 'done.txt'), '');
    const before = await memoryIn(folder);
    await started(worldIn(folder, before, START + 60_000), release());
    await before.close();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = startChild('../changes/drive-child.ts', folder, ID);
      // Not before it has come two looks further, so that the last kill still finds it at work.
      const target = 2 * kill + 1;
      for (let looks = 0; looks < target; looks = Number(await child.says('turn'))) {
        if (child.lines.some((line) => line.startsWith('stderr'))) throw new Error(child.lines.join('\n'));
      }
      // Somewhere inside of what comes next.
      await sleep((kill * 37) % 120);
      await child.kill();
    }
    const last = startChild('../changes/drive-child.ts', folder, ID);
    expect(await last.says('ended'), last.lines.join('\n')).toBe('over');
    expect(await last.ended()).toBe(0);

    const memory = await memoryIn(folder);
    const change = await memory.findChange(ID);
    expect(change).toMatchObject({ state: 'cleared', attempt: KILLS + 1 });
    expect((await memory.changeLooks(ID, 1, 1)).map(({ number }) => number)).toEqual(
      Array.from({ length: 24 }, (_, i) => i + 1),
    );
    expect(await bytesOf(memory)).toBe(expected);
    const decided = (await memory.auditEntries(0, 1000)).filter(({ action }) => action === 'change.cleared');
    expect(decided).toHaveLength(1);
    await memory.close();
  },
  MINUTES,
);
