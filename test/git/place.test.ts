import { chown, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRepository } from '#adapters/git/repository.ts';
import { because } from '#test/real-parts.ts';
import { gitFixture, snapshot, withoutGit, type GitFixture } from './git-fixture.ts';

let world: GitFixture;
beforeEach(async () => {
  world = await gitFixture();
});
afterEach(() => world.remove());

const head = (folder: string): string => world.git(folder, 'rev-parse', 'HEAD').trim();

describe.skipIf(withoutGit !== null)(`the repository of a folder${because(withoutGit)}`, () => {
  it.each([
    'with space',
    'ünïcødé 雪',
    'new\nline\n',
    '-leading',
    '--help',
    '$(touch x);`y`',
    'qu\'o"te',
    ':(top)*',
  ])('is found below a folder called %j', async (name) => {
    const top = await world.repositoryWith(name, { 'a b/main.tf': '' });
    expect(await world.repository.find(join(top, 'a b'))).toEqual({
      folder: join(top, 'a b'),
      top,
      commit: head(top),
      branch: 'main',
      origin: null,
    });
    expect(await world.repository.changedFiles(top, ['a b'])).toEqual([]);
    await world.write(top, { 'a b/main.tf': 'x' });
    expect(await world.repository.changedFiles(top, ['a b'])).toEqual(['a b/main.tf']);
  });

  it('is named by its origin, without the credentials in it', async () => {
    const top = await world.repositoryWith('shop', {});
    world.git(top, 'remote', 'add', 'origin', 'https://bot:ghp_secret@example.com/shop/infra.git');
    const place = await world.repository.find(top);
    expect(place?.origin).toBe('https://example.com/shop/infra');
    expect(world.log.join('\n')).not.toContain('ghp_secret');
  });

  it('has no commit before the first and no branch when detached', async () => {
    const fresh = join(world.root, 'fresh');
    await mkdir(fresh);
    world.git(fresh, 'init', '--quiet', '--initial-branch=trunk/one');
    expect(await world.repository.find(fresh)).toMatchObject({ commit: null, branch: 'trunk/one' });
    await world.write(fresh, { 'main.tf': '' });
    expect(await world.repository.changedFiles(fresh, [''])).toEqual([]);
    world.git(fresh, 'add', 'main.tf');
    expect(await world.repository.changedFiles(fresh, [''])).toEqual(['main.tf']);

    const top = await world.repositoryWith('shop', {});
    world.git(top, 'checkout', '--quiet', '--detach');
    expect(await world.repository.find(top)).toMatchObject({ commit: head(top), branch: null });
  });

  it('is found through links, in work trees, in submodules and where .git is a file', async () => {
    const inner = await world.repositoryWith('inner', { 'main.tf': '' });
    const top = await world.repositoryWith('shop', { 'net/main.tf': '' });
    world.git(top, 'worktree', 'add', '--quiet', '-b', 'side', join(world.root, 'side'));
    world.git(top, 'submodule', '--quiet', 'add', inner, 'modules/inner');
    world.git(world.root, 'init', '--quiet', '--separate-git-dir', join(world.root, 'apart.git'), 'apart');
    await symlink(join(top, 'net'), join(world.root, 'link'));

    expect(await world.repository.find(join(world.root, 'link'))).toMatchObject({
      top,
      folder: join(top, 'net'),
    });
    expect(await world.repository.find(join(world.root, 'side'))).toMatchObject({
      top: join(world.root, 'side'),
      branch: 'side',
    });
    const submodule = join(top, 'modules/inner');
    expect(await world.repository.find(submodule)).toMatchObject({ top: submodule, commit: head(inner) });
    expect(await world.repository.find(join(world.root, 'apart'))).toMatchObject({ commit: null });
  });

  it('is none, with the reason, outside of one, in a bare one, in no folder and without Git', async () => {
    world.git(world.root, 'init', '--quiet', '--bare', 'bare.git');
    for (const folder of [world.root, join(world.root, 'bare.git'), join(world.root, 'nowhere')]) {
      expect(await world.repository.find(folder), folder).toBeNull();
      expect(await world.repository.whyNone(folder)).toMatch(/^Could not use Git for .*: .+\.$/);
    }
    expect(await world.repository.whyNone(await world.repositoryWith('shop', {}))).toBeNull();
    const without = createRepository({ cache: world.cache, env: { PATH: '/nowhere' }, log: () => undefined });
    expect(await without.find(world.root)).toBeNull();
    expect(await without.author(world.root)).toBeNull();
    expect(await without.whyNone(world.root)).toBe(
      `Could not use Git for ${world.root}: there is no git program on the PATH.`,
    );
  });

  // Only root can give a folder to somebody else.
  it.runIf(process.getuid?.() === 0)(
    'is none when Git does not trust its owner, and the log says how to change that (needs root)',
    async () => {
      const top = await world.repositoryWith("o'hara", {});
      await chown(top, 12_345, 12_345);
      await chown(join(top, '.git'), 12_345, 12_345);
      expect(await world.repository.find(top)).toBeNull();
      expect(world.log.at(-1)).toContain('belongs to another user, so Git does not read it.');
      expect(world.log.at(-1)).toContain(
        `git config --global --add safe.directory '${world.root}/o'\\''hara'`,
      );
    },
  );
});

describe.skipIf(withoutGit !== null)(`changed files${because(withoutGit)}`, () => {
  it('are the tracked ones below the paths, staged or not, deleted, of another mode or kind', async () => {
    const names = ['a/1.tf', 'a/2.tf', 'a/3.tf', 'a/4 x.tf', 'a/same.tf', 'a/kind.tf', 'b/1.tf', 'a*/1.tf'];
    const top = await world.repositoryWith('shop', Object.fromEntries(names.map((name) => [name, name])));
    await world.write(top, {
      'a/1.tf': 'x',
      'b/1.tf': 'x',
      'a*/1.tf': 'x',
      'a/staged.tf': '',
      'a/untracked.tf': '',
    });
    world.git(top, 'add', 'a/staged.tf', 'a/1.tf');
    world.git(top, 'rm', '--quiet', 'a/2.tf');
    world.git(top, 'mv', 'a/3.tf', 'a/5.tf');
    world.git(top, 'update-index', '--chmod=+x', 'a/4 x.tf');
    world.git(top, 'rm', '--quiet', 'a/kind.tf');
    await symlink('same.tf', join(top, 'a/kind.tf'));
    const before = snapshot(top);
    expect(await world.repository.changedFiles(top, ['a'])).toEqual([
      'a/1.tf',
      'a/2.tf',
      'a/3.tf',
      'a/4 x.tf',
      'a/5.tf',
      'a/kind.tf',
      'a/staged.tf',
    ]);
    expect(await world.repository.changedFiles(top, ['a*', 'b/1.tf'])).toEqual(['a*/1.tf', 'b/1.tf']);
    expect(await world.repository.changedFiles(top, [join(top, 'b')])).toEqual(['b/1.tf']);
    expect(await world.repository.changedFiles(top, [])).toEqual([]);
    expect(snapshot(top)).toBe(before);
  });

  it('are not those that were only touched, and finding out does not write the index', async () => {
    const top = await world.repositoryWith('shop', { 'main.tf': 'a = 1\n' });
    await world.write(top, { 'main.tf': 'a = 1\n' });
    const index = await readFile(join(top, '.git/index'));
    expect(await world.repository.changedFiles(top, ['.'])).toEqual([]);
    expect((await readFile(join(top, '.git/index'))).equals(index)).toBe(true);
  });

  it('count also where Git was told to look away', async () => {
    const top = await world.repositoryWith('shop', { 'a.tf': '1', 'b.tf': '1', 'c.tf': '1', 'd.tf': '1' });
    world.git(top, 'update-index', '--assume-unchanged', 'a.tf', 'd.tf');
    world.git(top, 'update-index', '--skip-worktree', 'b.tf', 'c.tf');
    await world.write(top, { 'a.tf': '2', 'b.tf': '2' });
    expect(await world.repository.changedFiles(top, ['.'])).toEqual(['a.tf', 'b.tf']);
  });

  it('are asked for in vain where there is no repository', async () => {
    await expect(world.repository.changedFiles(world.root, ['.'])).rejects.toThrow(
      /^Could not ask Git what changed in .*: not a git repository/,
    );
  });
});

describe.skipIf(withoutGit !== null)(`the author${because(withoutGit)}`, () => {
  it('is whom Git was told of, by settings or environment, and never a guess', async () => {
    const top = await world.repositoryWith('shop', {});
    expect(await world.repository.author(top)).toBe('Ada Keeper <ada@example.com>');
    expect(await world.repository.author(world.root)).toBe('Ada Keeper <ada@example.com>');
    world.git(top, 'config', 'user.name', 'Jo Local');
    expect(await world.repository.author(top)).toBe('Jo Local <ada@example.com>');
    await world.write(world.root, { 'home/.gitconfig': '' });
    expect(await world.repository.author(top)).toBeNull();
    expect(await world.repository.author(world.root)).toBeNull();
  });
});
