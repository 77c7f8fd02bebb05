import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeOwnerLock } from './owner-lock.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kedge-lock-'));
  file = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a lock', () => {
  it('is held by one at a time and leaves nothing behind', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      const lock = await takeOwnerLock(file, 30_000);
      inside += 1;
      most = Math.max(most, inside);
      await sleep(5);
      inside -= 1;
      await lock?.release();
    };
    await Promise.all(Array.from({ length: 8 }, work));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is given up after the wait, and at once when the scan is stopped', async () => {
    const held = await takeOwnerLock(file, 0);
    expect(held).not.toBeNull();
    expect(await takeOwnerLock(file, 60)).toBeNull();
    expect(await takeOwnerLock(file, 30_000, AbortSignal.abort())).toBeNull();
    await held?.release();
    expect(await takeOwnerLock(file, 0)).not.toBeNull();
  });

  it.each([
    ['has died', JSON.stringify({ pid: process.pid, started: 'another life' })],
    ['cannot be read', '{'],
  ])('whose owner %s is taken over by one only', async (_, content) => {
    await writeFile(file, content);
    const locks = await Promise.all([1, 2, 3, 4].map(() => takeOwnerLock(file, 0)));
    expect(locks.filter((lock) => lock !== null)).toHaveLength(1);
  });

  it('is not released by one that no longer holds it', async () => {
    const first = await takeOwnerLock(file, 0);
    await rm(file);
    const second = await takeOwnerLock(file, 0);
    await first?.release();
    expect(await takeOwnerLock(file, 0)).toBeNull();
    await second?.release();
  });
});
