import { expect, it } from 'vitest';
import { checkedAnswers } from './checked-answers.ts';

function world() {
  const facts = { now: 0, mark: 'a', reads: 0, fails: false };
  const answers = checkedAnswers({
    mark: () => Promise.resolve(facts.mark),
    nowMs: () => facts.now,
    most: 2,
  });
  const ask = (name = 'list'): Promise<number> =>
    answers.get(name, async () => {
      facts.reads += 1;
      await Promise.resolve();
      if (facts.fails) throw new Error('gone');
      return facts.reads;
    });
  return { facts, answers, ask };
}

it('is read once for all that ask while nothing is written', async () => {
  const { ask } = world();
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  expect(await ask()).toBe(1);
});

it('is never an answer from before a write that the asker could know of', async () => {
  const { facts, ask } = world();
  await ask();
  facts.mark = 'b';
  expect(await ask()).toBe(2);
});

it('is read again after two seconds, whatever the mark says', async () => {
  const { facts, ask } = world();
  await ask();
  facts.now = 1_999;
  expect(await ask()).toBe(1);
  facts.now = 2_000;
  expect(await ask()).toBe(2);
});

it('is read again when it went wrong, and when it was forgotten', async () => {
  const { facts, answers, ask } = world();
  facts.fails = true;
  await expect(ask()).rejects.toThrow('gone');
  facts.fails = false;
  expect(await ask()).toBe(2);
  answers.forget();
  expect(await ask()).toBe(3);
});

it('holds so many and no more', async () => {
  const { ask } = world();
  await ask('one');
  await ask('two');
  await ask('three');
  expect(await ask('two')).toBe(2);
  expect(await ask('one')).toBe(4);
});
