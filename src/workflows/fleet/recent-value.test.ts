import { expect, it } from 'vitest';
import { recentValue } from './recent-value.ts';

function counted() {
  const world = { now: 0, mark: 'a', reads: 0, fails: false };
  const recent = recentValue(
    async () => {
      world.reads += 1;
      if (world.fails) throw new Error('gone');
      return world.reads;
    },
    { mark: () => Promise.resolve(world.mark), nowMs: () => world.now },
  );
  return { world, recent };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('is read once for all that ask at the same time', async () => {
  const { recent, world } = counted();
  expect(await Promise.all([recent.get(), recent.get(), recent.get()])).toEqual([1, 1, 1]);
  expect(world.reads).toBe(1);
});

it('is read again after another mark, and the old one is given while that lasts', async () => {
  const { recent, world } = counted();
  await recent.get();
  world.now = 1_000;
  expect(await recent.get()).toBe(1);
  await settled();
  expect(world.reads).toBe(1);
  world.mark = 'b';
  world.now = 2_000;
  expect(await recent.get()).toBe(1);
  await settled();
  expect(await recent.get()).toBe(2);
});

it('is waited for when the old one is too old', async () => {
  const { recent, world } = counted();
  await recent.get();
  world.mark = 'b';
  world.now = 60_000;
  expect(await recent.get()).toBe(2);
});

it('is read again in the end although its mark stays', async () => {
  const { recent, world } = counted();
  await recent.get();
  world.now = 31_000;
  expect(await recent.get()).toBe(2);
});

it('is never one from before it was forgotten, whatever was being read then', async () => {
  const { recent, world } = counted();
  const before = recent.get();
  recent.forget();
  expect(await recent.get()).toBe(2);
  expect(await before).toBe(1);
  expect(await recent.get()).toBe(2);
  expect(world.reads).toBe(2);
});

it('fails for whoever asks, and is read again for the next', async () => {
  const { recent, world } = counted();
  world.fails = true;
  await expect(recent.get()).rejects.toThrow('gone');
  world.fails = false;
  expect(await recent.get()).toBe(2);
});
