import { expect, test } from 'vitest';
import { DEFAULT_SCHEDULE, type FleetStackSettings } from '#domain/fleet/fleet-stack.ts';
import type { Source } from '#domain/fleet/source.ts';
import { serverFleet } from '#store/server-fleet.ts';
import { onBothDatabases } from '#test/both-databases.ts';

const SHOP: Source = {
  kind: 'git',
  name: 'shop',
  subfolder: 'infra',
  team: null,
  url: 'https://git.example/shop.git',
  branch: 'main',
  credential: { secret: { env: 'KEDGE_SECRET_GIT' }, username: null },
  push: false,
  hookSecret: null,
};
const LAB: Source = { kind: 'folder', name: 'lab', subfolder: '', team: 'lab', folder: '/srv/lab' };

const stack = (name: string, change: Partial<FleetStackSettings> = {}): FleetStackSettings => ({
  stack: name,
  path: name,
  owner: '@platform',
  team: null,
  channel: '#infra',
  schedule: DEFAULT_SCHEDULE,
  account: null,
  ...change,
});

const NOON = '2026-03-01T12:00:00.000Z';
const ONE = '2026-03-01T13:00:00.000Z';
const TWO = '2026-03-01T14:00:00.000Z';

onBothDatabases('the fleet', (database) => {
  const fleet = () => serverFleet(database().open);

  test('keeps sources as they were given, and gives each a memory once it was read', async () => {
    expect(await fleet().addSource(SHOP)).toBe(true);
    expect(await fleet().addSource({ ...SHOP, branch: 'other' })).toBe(false);
    expect(await fleet().addSource(LAB)).toBe(true);
    expect(await fleet().memoryOf('shop')).toBeNull();
    expect(
      await fleet().noteSync('shop', { at: NOON, commit: 'c1', project: 'git.example/shop' }),
    ).toBeNull();
    await fleet().noteSyncProblem('shop', ONE, 'the server did not answer');
    expect(await fleet().sources()).toEqual([
      { source: LAB, project: null, synced: null },
      {
        source: SHOP,
        project: 'git.example/shop',
        synced: { at: ONE, commit: 'c1', problem: 'the server did not answer' },
      },
    ]);
    expect(await (await fleet().memoryOf('shop'))?.stacks()).toEqual([]);
  });

  test('refuses a second source with the memory of another', async () => {
    await fleet().addSource(SHOP);
    await fleet().addSource(LAB);
    await fleet().noteSync('shop', { at: NOON, commit: 'c1', project: 'same' });
    const second = await fleet().noteSync('lab', { at: NOON, commit: null, project: 'same' });
    expect(second?.refused).toMatch(/the source shop has the same memory \(same\)/);
    expect(await fleet().memoryOf('lab')).toBeNull();
  });

  test('a sync adds, keeps and takes away stacks, and puts no run off', async () => {
    await fleet().addSource(LAB);
    await fleet().keepStacks('lab', [stack('a'), stack('b')], NOON, () => ONE);
    await fleet().keepStacks('lab', [stack('a', { owner: '@net' }), stack('c')], ONE, () => TWO);
    const [a, c, ...others] = await fleet().stacks(null);
    expect(others).toEqual([]);
    expect(a).toMatchObject({ stack: 'a', owner: '@net', addedAt: NOON, nextRunAt: ONE });
    expect(c).toMatchObject({ stack: 'c', addedAt: ONE, nextRunAt: TWO });
    expect(await fleet().findStack('lab', 'b')).toMatchObject({ goneSince: ONE, nextRunAt: null });
    await fleet().keepStacks(
      'lab',
      [stack('a', { schedule: { ...DEFAULT_SCHEDULE, cron: '0 * * * *' } })],
      TWO,
      () => TWO,
    );
    expect(await fleet().findStack('lab', 'a')).toMatchObject({ nextRunAt: TWO });
  });

  test('a due run is settled by one of many', async () => {
    await fleet().addSource(LAB);
    await fleet().keepStacks('lab', [stack('a'), stack('b')], NOON, ({ stack: name }) =>
      name === 'a' ? ONE : TWO,
    );
    expect(await fleet().dueStacks(NOON, 10)).toEqual([]);
    const due = await fleet().dueStacks(ONE, 10);
    expect(due.map(({ stack: name }) => name)).toEqual(['a']);
    const settled = await Promise.all(
      due.flatMap((each) => [fleet().settleRun(each, TWO), fleet().settleRun(each, TWO)]),
    );
    expect(settled.filter(Boolean)).toHaveLength(1);
    expect(await fleet().dueStacks(ONE, 10)).toEqual([]);
  });

  test('a good scan ends staleness, and one that was noted late replaces nothing', async () => {
    await fleet().addSource(LAB);
    await fleet().keepStacks('lab', [stack('a')], NOON, () => null);
    const found = async () => {
      const a = await fleet().findStack('lab', 'a');
      if (a === null) throw new Error('a is kept');
      return a;
    };
    expect(await fleet().markStale(await found(), ONE)).toBe(true);
    expect(await fleet().markStale(await found(), TWO)).toBe(false);
    await fleet().noteScan('lab', 'a', { at: ONE, good: false, durationMs: 5 });
    expect(await found()).toMatchObject({ staleSince: ONE, lastTriedAt: ONE, lastGoodAt: null });
    await fleet().noteScan('lab', 'a', { at: TWO, good: true, durationMs: 7 });
    await fleet().noteScan('lab', 'a', { at: NOON, good: true, durationMs: 9 });
    expect(await found()).toMatchObject({ staleSince: null, lastTriedAt: TWO, lastGoodAt: TWO });
  });

  test('as many tokens of an account are given as it has, over all who ask', async () => {
    const limit = { burst: 3, perMinute: 6 };
    const asked = await Promise.all(Array.from({ length: 8 }, () => fleet().takeRate('prod', limit, 0)));
    expect(asked.filter(({ taken }) => taken)).toHaveLength(3);
    expect(asked.find(({ taken }) => !taken)).toEqual({ taken: false, waitMs: 10_000 });
    expect(await fleet().takeRate('prod', limit, 10_000)).toEqual({ taken: true });
    expect((await fleet().takeRate('prod', limit, 10_001)).taken).toBe(false);
  });

  test('every change is heard in order by whoever goes on from the last one', async () => {
    const start = await fleet().lastChange();
    const change = (subject: string) =>
      ({ at: NOON, kind: 'job', source: null, stack: null, subject }) as const;
    await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => fleet().announce([change(`${name}1`), change(`${name}2`)])),
    );
    const { changes, last } = await fleet().changesAfter(start);
    expect(changes.map(({ subject }) => subject ?? '').toSorted()).toEqual([
      'a1',
      'a2',
      'b1',
      'b2',
      'c1',
      'c2',
      'd1',
      'd2',
    ]);
    expect(await fleet().changesAfter(last)).toEqual({ changes: [], last });
    await fleet().tidy(TWO);
    expect((await fleet().changesAfter(0)).changes).toEqual([]);
  });

  test('a worker is known by what it said last', async () => {
    const worker = { id: 'h/1', host: 'h', pid: 1, startedAt: NOON, slots: 2 };
    await fleet().beat({ ...worker, seenAt: NOON, running: 0 });
    await fleet().beat({ ...worker, seenAt: ONE, running: 2 });
    expect(await fleet().workers(ONE)).toEqual([{ ...worker, seenAt: ONE, running: 2 }]);
    expect(await fleet().workers(TWO)).toEqual([]);
  });
});
