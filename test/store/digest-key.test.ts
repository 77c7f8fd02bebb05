import { expect, test } from 'vitest';
import { isOtherDigestKey, settleDigestKey } from '#store/digest-key-store.ts';
import { serverFleet } from '#store/server-fleet.ts';
import { onBothDatabases } from '#test/both-databases.ts';

const START = Date.parse('2026-05-04T10:00:00.000Z');
const after = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

onBothDatabases('the key of the digests', (database) => {
  const settle = (proof: string, seconds: number, alone = false) =>
    settleDigestKey(database().open.db, { proof, at: after(seconds), alone });
  const lives = (seconds: number) =>
    serverFleet(database().open).beat({
      id: 'w',
      host: 'h',
      pid: 1,
      startedAt: after(0),
      seenAt: after(seconds),
      running: 0,
      slots: 1,
    });

  test('is the one of whoever comes first, for all who come while somebody works', async () => {
    expect(await settle('one', 0)).toBe('same');
    expect(await settle('one', 1)).toBe('same');
    // Nothing was heard of the first one yet.
    expect(await settle('two', 2)).toBe('in_use');
    await lives(70);
    expect(await settle('two', 100)).toBe('in_use');
    expect(await settle('one', 100)).toBe('same');
    expect(await isOtherDigestKey(database().open.db, 'two', after(100))).toBe(true);
    expect(await isOtherDigestKey(database().open.db, 'one', after(100))).toBe(false);
  });

  test('is another one when nobody works with the one before, and that is said', async () => {
    expect(await isOtherDigestKey(database().open.db, 'two', after(0))).toBe(false);
    await settle('one', 0);
    await lives(10);
    expect(await isOtherDigestKey(database().open.db, 'two', after(80))).toBe(false);
    expect(await settle('two', 80)).toBe('changed');
    expect(await settle('one', 90)).toBe('in_use');
  });

  test('is never in the way of one who is alone with the database', async () => {
    await settle('one', 0);
    await lives(10);
    expect(await settle('two', 11, true)).toBe('changed');
  });

  test('is settled once by those who come at the same time', async () => {
    const answers = await Promise.all(['one', 'two', 'three'].map((proof) => settle(proof, 0)));
    expect(answers.toSorted()).toEqual(['in_use', 'in_use', 'same']);
  });
});
