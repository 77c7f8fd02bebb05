import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAcceptances } from './acceptances.ts';
import { openSealedFolder } from './sealed-folder.ts';

let folder = '';
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'kedge-sealed-')), 'kept');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

describe('a sealed folder', () => {
  it('gives back what was written, to its owner alone', async () => {
    const kept = await openSealedFolder(folder, 1000);
    await kept.write('a', Buffer.from('fact'));
    expect((await kept.read('a'))?.toString()).toBe('fact');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o600);
  });

  it('reads no entry in which a single bit was changed, at any place', async () => {
    const kept = await openSealedFolder(folder, 1000);
    await kept.write('a', Buffer.from('fact'));
    const whole = await readFile(join(folder, 'a'));
    for (let at = 0; at < whole.length; at += 1) {
      const spoilt = Buffer.from(whole);
      spoilt[at] = (spoilt[at] ?? 0) ^ 1;
      await writeFile(join(folder, 'a'), spoilt);
      expect(await kept.read('a')).toBeNull();
    }
    for (let length = 0; length < whole.length; length += 1) {
      await writeFile(join(folder, 'a'), whole.subarray(0, length));
      expect(await kept.read('a')).toBeNull();
    }
  });

  it('reads no entry under another name', async () => {
    const kept = await openSealedFolder(folder, 1000);
    await kept.write('a', Buffer.from('fact'));
    await writeFile(join(folder, 'b'), await readFile(join(folder, 'a')));
    expect(await kept.read('b')).toBeNull();
  });

  it('lets go what was not used for longest when it grows too large', async () => {
    const kept = await openSealedFolder(folder, 400);
    for (const [i, name] of ['a', 'b', 'c'].entries()) {
      await kept.write(name, Buffer.alloc(100));
      await utimes(join(folder, name), 1000 + i, 1000 + i);
    }
    await kept.read('a');
    await kept.write('d', Buffer.alloc(100));
    expect((await readdir(folder)).toSorted()).toEqual(['a', 'c', 'd']);
  });

  it('stays whole when many write at once', async () => {
    const kept = await openSealedFolder(folder, 1e6);
    await Promise.all(Array.from({ length: 50 }, (_, i) => kept.write('a', Buffer.from(`fact ${i % 2}`))));
    expect((await kept.read('a'))?.toString()).toMatch(/^fact [01]$/);
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('forgets quietly when it cannot write', async () => {
    const kept = await openSealedFolder(folder, 1000);
    await rm(folder, { recursive: true });
    await kept.write('a', Buffer.from('fact'));
    expect(await kept.read('a')).toBeNull();
  });
});

describe('an accepted configuration', () => {
  const DAY_MS = 24 * 60 * 60 * 1000;
  const REQUEST = ['/tfplugin5.Provider/PrepareProviderConfig', Buffer.from('secret-key')] as const;
  const at = async (now: number, other: Partial<Parameters<typeof createAcceptances>[0]> = {}) =>
    createAcceptances({
      folder: await openSealedFolder(folder, 1e6),
      key: new Uint8Array(32),
      packageHash: 'h1:a',
      environment: '[]',
      cwd: '/stack',
      now: () => now,
      ...other,
    });

  it('is remembered for a day', async () => {
    await (await at(0)).remember(REQUEST);
    expect(await (await at(DAY_MS - 1)).recalls(REQUEST)).toBe(true);
    expect(await (await at(DAY_MS)).recalls(REQUEST)).toBe(false);
    expect(await (await at(-1)).recalls(REQUEST)).toBe(false);
  });

  it.each([
    ['package', { packageHash: 'h1:b' }],
    ['environment', { environment: '[["AWS_PROFILE","other"]]' }],
    ['folder', { cwd: '/other' }],
    ['local key', { key: new Uint8Array(32).fill(1) }],
  ])('does not count for another %s', async (_, other) => {
    await (await at(0)).remember(REQUEST);
    expect(await (await at(1, other)).recalls(REQUEST)).toBe(false);
  });

  it('does not count for other bytes or another call', async () => {
    await (await at(0)).remember(REQUEST);
    const now = await at(1);
    expect(await now.recalls([REQUEST[0], Buffer.from('secret-kez')])).toBe(false);
    expect(await now.recalls(['/tfplugin6.Provider/ValidateProviderConfig', REQUEST[1]])).toBe(false);
  });

  it('leaves nothing of itself on the disk', async () => {
    await (await at(0)).remember(REQUEST);
    for (const name of await readdir(folder)) {
      const text = `${name}${(await readFile(join(folder, name))).toString('latin1')}`;
      expect(text).not.toContain('secret-key');
    }
  });
});
