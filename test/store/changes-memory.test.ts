import { expect, it } from 'vitest';
import { openedChange } from '#domain/change/draft-for-test.ts';
import type { Change } from '#domain/change/change.ts';
import type { Look } from '#domain/change/look.ts';
import { onBothDatabases } from '#test/both-databases.ts';
import { at } from './fixtures.ts';

const change = (id: string, over: Partial<Change> = {}): Change =>
  openedChange(undefined, { id, openedAt: at(0), updatedAt: at(0), ...over });
const look = (number: number): Look => ({
  watch: 1,
  number,
  at: at(number),
  asOfMs: number,
  outcome: 'INCONCLUSIVE',
  metrics: [],
  contaminations: [],
  undecided: [],
  followed: 'look on',
});
const history = { metrics: [] };

onBothDatabases('the memory of changes', (database) => {
  it('keeps a change and what becomes of it, newest first', async () => {
    const memory = await database().memory();
    const first = change('a');
    const second = change('b', { openedAt: at(5), state: 'ready' });
    await memory.change(async (writing) => {
      expect(await writing.openChange(first)).toBe(true);
      expect(await writing.openChange(second)).toBe(true);
      expect(await writing.openChange({ ...first, file: 'another' })).toBe(false);
    });
    expect(await memory.changesIn(null)).toStrictEqual([second, first]);
    expect(await memory.changesIn(['ready'])).toStrictEqual([second]);
    const rolling: Change = {
      ...first,
      state: 'rolling',
      attempt: 1,
      holder: { host: 'h', pid: 1, startedAt: 's' },
    };
    expect(await memory.change((writing) => writing.saveChange(rolling))).toBe(true);
    expect(await memory.findChange('a')).toStrictEqual(rolling);
    expect(await memory.findChange('c')).toBeNull();
  });

  it('writes nothing over a newer attempt, nor over a change that is closed', async () => {
    const memory = await database().memory();
    await memory.change((writing) => writing.openChange(change('a', { attempt: 3, closedAt: at(9) })));
    expect(
      await memory.change((writing) => writing.saveChange(change('a', { attempt: 2, file: 'old' }))),
    ).toBe(false);
    expect(
      await memory.change((writing) =>
        writing.saveChange(change('a', { attempt: 4, state: 'closed', closedAt: at(9) })),
      ),
    ).toBe(true);
    expect(await memory.change((writing) => writing.saveChange(change('a', { attempt: 4 })))).toBe(false);
    expect(await memory.findChange('a')).toMatchObject({ state: 'closed', attempt: 4 });
    expect(await memory.changesSince(at(20))).toStrictEqual([]);
    expect(await memory.changesSince(at(5))).toHaveLength(1);
  });

  it('gives all locks or none, and says who holds them', async () => {
    const memory = await database().memory();
    const elsewhere = await database().memory('another project');
    await memory.change(async (writing) => {
      await writing.openChange(change('a'));
      await writing.openChange(change('b'));
    });
    await elsewhere.change((writing) => writing.openChange(change('c')));
    const take = (id: string, ...keys: string[]) =>
      memory.change((writing) => writing.takeLocks(change(id), keys, at(9)));
    expect(await take('a', 'service api', 'stack net')).toStrictEqual([]);
    const refused = await take('b', 'service api', 'service web');
    expect(refused).toStrictEqual([
      {
        key: 'service api',
        change: 'a',
        owner: 'Ana Diaz <ana@example.com>',
        channel: '#checkout',
        since: at(9),
      },
    ]);
    expect((await memory.lockHolders(['service api', 'service web'])).map(({ key }) => key)).toStrictEqual([
      'service api',
    ]);
    // A stack is of its project, a service of all.
    expect(
      await elsewhere.change((writing) => writing.takeLocks(change('c'), ['stack net'], at(9))),
    ).toStrictEqual([]);
    expect(
      await elsewhere.change((writing) => writing.takeLocks(change('c'), ['service api'], at(9))),
    ).toHaveLength(1);
    await memory.change((writing) => writing.freeLocks('a'));
    expect(await take('b', 'service api', 'service web')).toStrictEqual([]);
  });

  it('takes a look once, and what a watch is held against once', async () => {
    const memory = await database().memory();
    await memory.change((writing) => writing.openChange(change('a')));
    const added = await memory.change(async (writing) => [
      await writing.addLook('a', look(1)),
      await writing.addLook('a', look(2)),
      await writing.addLook('a', { ...look(2), followed: 'revert' }),
    ]);
    expect(added).toStrictEqual([true, true, false]);
    expect(await memory.changeLooks('a', 1, 2)).toStrictEqual([look(2)]);
    expect(await memory.watchHistory('a', 1)).toBeNull();
    await memory.change(async (writing) => {
      await writing.saveWatchHistory('a', 1, history);
      await writing.saveWatchHistory('a', 1, { metrics: [] });
    });
    expect(await memory.watchHistory('a', 1)).toStrictEqual(history);
  });

  it('keeps what happened in its order', async () => {
    const memory = await database().memory();
    const event = (kind: string, seconds: number) => ({
      change: 'a',
      at: at(seconds),
      kind,
      actor: 'kedge',
      text: kind,
    });
    await memory.change(async (writing) => {
      await writing.openChange(change('a'));
      await writing.addChangeEvents([event('opened', 1), event('checked', 1)]);
      await writing.addChangeEvents([event('started', 2)]);
    });
    expect((await memory.changeEvents('a')).map(({ kind }) => kind)).toStrictEqual([
      'opened',
      'checked',
      'started',
    ]);
  });
});
