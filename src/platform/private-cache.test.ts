import { chmod, chown, mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheLocation, openPrivateCache, type PrivateCache } from './private-cache.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-cache-')));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const opened = async (folder = join(root, 'cache')): Promise<PrivateCache> => {
  const answer = await openPrivateCache({ KEDGE_CACHE_DIR: folder });
  if ('refused' in answer) throw new Error(answer.refused);
  return answer.cache;
};
const refusal = async (folder: string): Promise<string> => {
  const answer = await openPrivateCache({ KEDGE_CACHE_DIR: folder });
  return 'refused' in answer ? answer.refused : 'not refused';
};
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('the place of the cache', () => {
  it.each([
    [{ KEDGE_CACHE_DIR: '/k', XDG_CACHE_HOME: '/x', HOME: '/h' }, '/k'],
    [{ XDG_CACHE_HOME: '/x', HOME: '/h' }, '/x/kedge'],
    [{ XDG_CACHE_HOME: 'relative', HOME: '/h' }, '/h/.cache/kedge'],
    [{ KEDGE_CACHE_DIR: '', HOME: '/h' }, '/h/.cache/kedge'],
  ])('for %j is %s', (env, place) => {
    expect(cacheLocation(env)).toBe(place);
  });
});

describe('the private cache', () => {
  it('can be read by its owner alone, whatever the umask is', async () => {
    const before = process.umask(0);
    try {
      const cache = await opened();
      const stack = await cache.stackFolder({ folder: '/a', workspace: 'default', engine: 'terraform' });
      const run = await cache.runFolder();
      await cache.digestKey();
      const paths = [cache.root, stack, run.path, join(cache.root, 'runs'), join(cache.root, 'stacks')];
      for (const path of paths) expect(await modeOf(path)).toBe(0o700);
      expect(await modeOf(join(cache.root, 'digest.key'))).toBe(0o600);
      expect(await modeOf(join(run.path, 'owner.json'))).toBe(0o600);
    } finally {
      process.umask(before);
    }
  });

  it('is refused where others can write', async () => {
    const folder = join(root, 'open');
    await mkdir(folder);
    await chmod(folder, 0o770);
    expect(await refusal(folder)).toBe(
      `Refused the cache folder ${folder}: others can write to it (mode 0770). Run: chmod 700 ${folder}`,
    );
  });

  it('is refused where anybody can put another folder in its place', async () => {
    const folder = join(root, 'open', 'cache');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(join(root, 'open'), 0o777);
    expect(await refusal(folder)).toMatch(/anybody can replace it through .*open \(mode 0777\)/);
    await chmod(join(root, 'open'), 0o1777);
    expect(await refusal(folder)).toBe('not refused');
  });

  it('is judged by the folder that a link leads to', async () => {
    await mkdir(join(root, 'open'));
    await chmod(join(root, 'open'), 0o777);
    await symlink(join(root, 'open'), join(root, 'link'));
    expect(await refusal(join(root, 'link'))).toMatch(/others can write to it/);
  });

  // Only root can give a folder to somebody else.
  it.runIf(process.getuid?.() === 0)('is refused when it belongs to somebody else (needs root)', async () => {
    const folder = join(root, 'theirs');
    await mkdir(folder, { mode: 0o700 });
    await chown(folder, 12_345, 12_345);
    expect(await refusal(folder)).toMatch(/belongs to user 12345, not to you \(0\)/);
  });

  it('is refused with a sentence when it cannot be made', async () => {
    await writeFile(join(root, 'file'), '');
    expect(await refusal(join(root, 'file', 'cache'))).toMatch(
      /^Cannot use the cache folder .*ENOTDIR.*Set KEDGE_CACHE_DIR/,
    );
    expect(await refusal('relative')).toMatch(/not an absolute path/);
  });

  it('has a folder for each stack, workspace and engine', async () => {
    const cache = await opened();
    const key = { folder: '/a', workspace: 'default', engine: 'terraform' };
    const folders = await Promise.all([
      cache.stackFolder(key),
      cache.stackFolder({ ...key, folder: '/b' }),
      cache.stackFolder({ ...key, workspace: 'blue' }),
      cache.stackFolder({ ...key, engine: 'tofu' }),
    ]);
    expect(new Set(folders).size).toBe(4);
    expect(await (await opened()).stackFolder(key)).toBe(folders[0]);
  });

  it('makes one key for digests, also when many ask first at once', async () => {
    const caches = await Promise.all([opened(), opened(), opened()]);
    const keys = await Promise.all(caches.map((cache) => cache.digestKey()));
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
  });

  it('does not use a key that is damaged', async () => {
    const cache = await opened();
    await writeFile(join(cache.root, 'digest.key'), 'short');
    await expect(cache.digestKey()).rejects.toThrow(/holds 5 bytes, not 32. Delete it/);
  });
});
