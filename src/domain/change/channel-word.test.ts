import { assert, pre, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHANGE_STATES } from './change-state.ts';
import { CHANNEL_WORDS, spokenWord, wordsNowIn } from './channel-word.ts';
import type { Change } from './change.ts';
import { declaration, openedChange } from './draft-for-test.ts';

describe('a word in the thread about a change', () => {
  it.each([
    ['approve', 'approve', null],
    ['Approve.', 'approve', null],
    ['HOLD the error rate looks odd', 'hold', 'the error rate looks odd'],
    ['hold: the error rate looks odd', 'hold', 'the error rate looks odd'],
    ['revert - customers cannot pay', 'revert', 'customers cannot pay'],
    ['abort, not today\nand not tomorrow', 'abort', 'not today and not tomorrow'],
    ['  close  ', 'close', null],
    ['close all is well here', 'close', 'all is well here'],
  ])('%j says %s', (text, word, reason) => {
    expect(spokenWord(text)).toStrictEqual({ word, reason });
  });

  it.each([
    'hold on, let me look first',
    'Hold up everybody',
    'revert this?',
    'should we revert it',
    'holding my breath',
    'closed it already',
    'approved by whom',
    'close-up of the graph',
    'thanks!',
    '',
  ])('%j is talk among people', (text) => {
    expect(spokenWord(text)).toBeNull();
  });

  it('is never read from what does not begin with one', () => {
    const first = new RegExp(`^\\s*(?:${CHANNEL_WORDS.join('|')})`, 'i');
    assert(
      property(string(), (text) => {
        pre(!first.test(text));
        expect(spokenWord(text)).toBeNull();
      }),
    );
  });

  it('is offered when it can be said, with a reason where one is needed', () => {
    const approvals = { kind: 'approvals', name: 'a second person', count: 1 } as const;
    const change = openedChange(declaration({ checks: [approvals] }));
    const watch = { number: 1, startMs: 0, watchMs: 1, blockMs: 1, looks: 0, shiftDays: 0 };
    const offered = (over: Partial<Change>) => wordsNowIn({ ...change, ...over });
    expect(Object.fromEntries(CHANGE_STATES.map((state) => [state, offered({ state })]))).toStrictEqual({
      draft: ['approve', 'abort WHY'],
      ready: ['approve', 'abort WHY'],
      rolling: ['hold WHY', 'revert WHY'],
      holding: ['promote WHY', 'override WHY', 'revert WHY', 'close WHY'],
      watching: ['hold WHY', 'extend WHY', 'override WHY', 'revert WHY'],
      reverting: ['revert WHY', 'close WHY'],
      cleared: ['revert WHY', 'close'],
      reverted: ['close'],
      aborted: ['close'],
      closed: [],
    });
    expect(offered({ state: 'holding', watch })).toEqual([
      'extend WHY',
      'override WHY',
      'revert WHY',
      'close WHY',
    ]);
    expect(wordsNowIn(openedChange())).toEqual(['abort WHY']);
  });
});
