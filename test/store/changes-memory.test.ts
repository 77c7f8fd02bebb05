import { expect, it } from 'vitest';
import { openedChange } from '#domain/change/draft-for-test.ts';
import type { Change } from '#domain/change/change.ts';
import type { Look } from '#domain/change/look.ts';
import { onBothDatabases } from '#test/both-databases.ts';
import { at, scan, stack } from './fixtures.ts';

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
  });

  it('tells what happened around a change: who holds what it needs, and who closed since', async () => {
    const memory = await database().memory();
    const elsewhere = await database().memory('another project');
    const on = (id: string, services: string[], over: object = {}): Change => {
      const plain = change(id, over);
      return { ...plain, declaration: { ...plain.declaration, stacks: ['net'], services } };
    };
    const own = {
      ...on('own', ['api']),
      declaration: { ...on('own', ['api']).declaration, controlServices: ['steady'] },
    };
    const live = on('live', ['steady']);
    const closed = on('closed', ['api'], { state: 'closed', closedAt: at(9) });
    const apart = on('apart', ['mail'], { state: 'closed', closedAt: at(9) });
    await memory.change(async (writing) => {
      for (const each of [own, live, closed]) await writing.openChange(each);
      await writing.takeLocks(own, ['service api', 'stack net'], at(1));
      await writing.takeLocks(live, ['service steady'], at(1));
      await writing.saveStack(stack('net'));
      await writing.addScan(scan('s1', { stack: 'net', at: at(5) }));
    });
    // Stacks of another project are others, though they are called alike.
    await elsewhere.change((writing) => writing.openChange(apart));
    const around = await memory.surroundings(own, at(4));
    expect(around.changes.map(({ id }) => id)).toStrictEqual(['live', 'closed']);
    expect(around.scans.map(({ id }) => id)).toStrictEqual(['s1']);
    expect((await memory.surroundings(own, at(20))).changes.map(({ id }) => id)).toStrictEqual(['live']);
    expect((await memory.surroundings(own, at(20))).scans).toStrictEqual([]);
  });

  it('finds what is due to be read again, also after it was closed', async () => {
    const memory = await database().memory();
    const settling = {
      metrics: ['cost'],
      provisionalFromMs: 0,
      nextAt: at(10),
      untilAt: at(99),
      blocked: null,
    };
    const due = change('due', { state: 'closed', closedAt: at(9), attempt: 2, settling });
    await memory.change((writing) => writing.openChange(due));
    await memory.change((writing) => writing.openChange(change('final')));
    expect(await memory.changesToSettle(at(9))).toStrictEqual([]);
    expect((await memory.changesToSettle(at(10))).map(({ id }) => id)).toStrictEqual(['due']);
    const save = (of: Change) => memory.change((writing) => writing.saveSettled(of));
    expect(await save({ ...due, attempt: 1, settling: null })).toBe(false);
    expect(await save({ ...due, settling: null })).toBe(true);
    expect(await memory.changesToSettle(at(10))).toStrictEqual([]);
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
