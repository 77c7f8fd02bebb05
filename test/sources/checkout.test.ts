import { chmod, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { because } from '#test/real-parts.ts';
import { withoutGit } from '../git/git-fixture.ts';
import { good, NEVER, sourceFixture, type SourceFixture } from './source-fixture.ts';

let world: SourceFixture;
beforeEach(async () => {
  world = await sourceFixture({ 'prod/main.tf': 'a = 1\n', 'dev/main.tf': 'a = 1\n' });
});
afterEach(() => world.remove());

const sync = async (since: string | null = null) =>
  good(await world.checkouts.sync(world.source, since, NEVER));
const at = async (commit: string | null) => good(await world.checkouts.at(world.source, commit, NEVER));

describe.skipIf(withoutGit !== null)(`a sync${because(withoutGit)}`, () => {
  it('tells the head of the branch and what changed since the last one', async () => {
    const first = await sync();
    expect(first).toEqual({
      commit: world.git(world.remote, 'rev-parse', 'main').trim(),
      changedPaths: null,
      origin: `file://${world.remote.replace(/\.git$/, '')}`,
    });
    const second = await world.push({ 'prod/main.tf': 'a = 2\n', 'dev/main.tf': null, 'new/ä b.tf': '' });
    expect(await sync(first.commit)).toMatchObject({
      commit: second,
      changedPaths: ['dev/main.tf', 'new/ä b.tf', 'prod/main.tf'],
    });
    expect(await sync(second)).toMatchObject({ commit: second, changedPaths: [] });
  });

  it('follows a branch that was rewritten, and cannot tell the changes from a commit that nobody has', async () => {
    const first = await sync();
    world.git(world.root, 'clone', '--quiet', '--depth=1', `file://${world.remote}`, 'other');
    const other = join(world.root, 'other');
    world.git(other, 'commit', '--quiet', '--amend', '-m', 'rewritten');
    world.git(other, 'push', '--quiet', '--force', 'origin', 'main');
    const rewritten = world.git(other, 'rev-parse', 'HEAD').trim();
    expect(await sync(first.commit)).toMatchObject({ commit: rewritten, changedPaths: [] });
    expect(await sync('1'.repeat(40))).toMatchObject({ changedPaths: null });
    expect(await sync('--output=/tmp/x')).toMatchObject({ changedPaths: null });
  });

  it('brings the one branch: no tag, no other branch, no request of a fork', async () => {
    const foreign = await world.push({ 'evil.tf': 'b = 1\n' }, 'someone');
    world.git(world.remote, 'update-ref', 'refs/pull/1/head', foreign);
    world.git(world.remote, 'tag', 'v1', foreign);
    await sync();
    const repository = join(world.settings.data, 'sources/infra/repository.git');
    expect(world.git(repository, 'for-each-ref', '--format=%(refname)')).toBe('refs/remotes/origin/main\n');
    expect(await world.checkouts.at(world.source, foreign, NEVER)).toEqual({
      problem: `Could not read infra at ${foreign}: its branch main does not have this commit any more.`,
    });
  });

  it('says what it could not do', async () => {
    expect(await world.checkouts.sync({ ...world.source, branch: 'gone' }, null, NEVER)).toEqual({
      problem: 'Could not fetch infra: it has no branch gone.',
    });
    expect(await world.checkouts.sync({ ...world.source, url: '/nowhere/x.git' }, null, NEVER)).toEqual({
      problem: expect.stringContaining("'/nowhere/x.git' does not appear to be a git repository"),
    });
    expect(await world.checkouts.sync({ ...world.source, url: 'ext::sh -c x' }, null, NEVER)).toEqual({
      problem: expect.stringContaining('The address of infra is refused'),
    });
    const stopped = AbortSignal.abort();
    expect(await world.checkouts.sync(world.source, null, stopped)).toHaveProperty('problem');
  });

  it('runs one at a time, and takes over what a killed one left', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => sync()));
    expect(new Set(all.map(({ commit }) => commit)).size).toBe(1);
    const home = join(world.settings.data, 'sources/infra');
    await writeFile(join(home, 'sync.lock'), JSON.stringify({ pid: 999_999, started: 'never', token: 'x' }));
    await writeFile(join(home, 'repository.git/refs/remotes/origin/main.lock'), '');
    const second = await world.push({ 'prod/main.tf': 'a = 2\n' });
    expect(await sync()).toMatchObject({ commit: second });
  });

  it('keeps what was made for another address, and begins anew with a damaged repository', async () => {
    await sync();
    const home = join(world.settings.data, 'sources/infra');
    const moved = join(world.root, 'remotes/moved.git');
    world.git(world.root, 'clone', '--quiet', '--bare', world.remote, moved);
    good(await world.checkouts.sync({ ...world.source, url: moved }, null, NEVER));
    expect((await readdir(home)).filter((name) => name.startsWith('earlier-'))).toHaveLength(1);
    await writeFile(join(home, 'repository.git/config'), '[');
    good(await world.checkouts.sync(world.source, null, NEVER));
  });
});

describe.skipIf(withoutGit !== null)(`a checkout${because(withoutGit)}`, () => {
  it('is the commit, at a path that stays, shared by all who read the same commit', async () => {
    const { commit: first } = await sync();
    const [one, two] = [await at(first), await at(first)];
    expect(two.top).toBe(one.top);
    expect(one.root).toBe(one.top);
    const second = await world.push({ 'prod/main.tf': 'a = 2\n' });
    const other = await at(second);
    expect(other.top).not.toBe(one.top);
    expect(await readFile(join(one.top, 'prod/main.tf'), 'utf8')).toBe('a = 1\n');
    expect(await readFile(join(other.top, 'prod/main.tf'), 'utf8')).toBe('a = 2\n');
    await Promise.all([one, two, other].map((each) => each.release()));
    const third = await world.push({ 'prod/main.tf': 'a = 3\n' });
    const again = await at(third);
    expect(again.top).toBe(one.top);
    expect(await readFile(join(again.top, 'prod/main.tf'), 'utf8')).toBe('a = 3\n');
  });

  it('loses what somebody wrote into it before the next one gets it', async () => {
    const { commit } = await sync();
    const one = await at(commit);
    await writeFile(join(one.top, 'prod/main.tf'), 'a = 666\n');
    await mkdir(join(one.top, 'prod/.terraform'));
    await writeFile(join(one.top, 'prod/.terraform/x'), '');
    await one.release();
    const two = await at(commit);
    expect(await readFile(join(two.top, 'prod/main.tf'), 'utf8')).toBe('a = 1\n');
    expect(await readdir(join(two.top, 'prod'))).toEqual(['main.tf']);
  });

  it('is made again where a killed process left half of one, or its note', async () => {
    const { commit } = await sync();
    const one = await at(commit);
    await one.release();
    await rm(join(one.top, '.git'));
    await writeFile(`${one.top}.users/deadbeef`, JSON.stringify({ pid: 999_999, started: 'never' }));
    const two = await at(commit);
    expect(two.top).toBe(one.top);
    expect(world.git(two.top, 'rev-parse', 'HEAD').trim()).toBe(commit);
    await two.release();
    await rm(two.top, { recursive: true });
    expect((await at(commit)).top).toBe(one.top);
  });

  it('is fetched where this machine does not have the commit yet', async () => {
    const commit = world.git(world.remote, 'rev-parse', 'main').trim();
    expect((await at(commit)).commit).toBe(commit);
    const next = await world.push({ x: '' });
    expect((await at(next)).commit).toBe(next);
    expect((await at(null)).commit).toBe(next);
    for (const none of ['main', '--detach', '0'.repeat(40)]) {
      expect(await world.checkouts.at(world.source, none, NEVER)).toHaveProperty('problem');
    }
  });

  it('starts no program of the repository: no hook, no filter, no submodule, and follows no link out of it', async () => {
    const trap = join(world.root, 'trap');
    await writeFile(trap, `#!/bin/sh\ntouch ${trap}.sprung\n`);
    await chmod(trap, 0o755);
    world.git(world.root, 'config', '--global', 'filter.evil.smudge', trap);
    await symlink('/etc', join(world.root, 'work/out'));
    const commit = await world.push({
      '.gitattributes': '*.bin filter=evil\n',
      'a.bin': 'x\n',
      '.gitmodules': `[submodule "m"]\n  path = m\n  url = ${world.remote}\n`,
      '.githooks/post-checkout': `#!/bin/sh\n${trap}\n`,
    });
    const one = await at(commit);
    const repository = join(world.settings.data, 'sources/infra/repository.git');
    await mkdir(join(repository, 'hooks'), { recursive: true });
    for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change']) {
      await writeFile(join(repository, 'hooks', hook), `#!/bin/sh\n${trap}\n`);
      await chmod(join(repository, 'hooks', hook), 0o755);
    }
    await one.release();
    const next = await world.push({ 'b.bin': 'y\n' });
    await (await at(next)).release();
    expect(await readdir(world.root)).not.toContain('trap.sprung');
    expect(await world.checkouts.at({ ...world.source, subfolder: 'out' }, next, NEVER)).toEqual({
      problem: `Could not read infra at ${next}: there is no folder out in it.`,
    });
    expect(good(await world.checkouts.at({ ...world.source, subfolder: 'prod' }, next, NEVER)).root).toMatch(
      /tree-\d\/prod$/,
    );
  });
});

describe.skipIf(withoutGit !== null)(`a folder as a source${because(withoutGit)}`, () => {
  it('is read in place', async () => {
    const source = {
      kind: 'folder',
      name: 'local',
      folder: join(world.root, 'work'),
      subfolder: 'prod',
      team: null,
    } as const;
    expect(good(await world.checkouts.sync(source, null, NEVER))).toMatchObject({
      commit: world.git(source.folder, 'rev-parse', 'HEAD').trim(),
      changedPaths: null,
    });
    const checkout = good(await world.checkouts.at(source, null, NEVER));
    expect(checkout.root).toBe(join(world.root, 'work/prod'));
    await checkout.release();
    expect(await readdir(join(world.root, 'work/prod'))).toEqual(['main.tf']);
    expect(await world.checkouts.at({ ...source, folder: '/nowhere' }, null, NEVER)).toEqual({
      problem: 'Could not read local: there is no folder /nowhere on this machine.',
    });
    expect(await world.checkouts.publish(source, 'kedge/x', NEVER)).toContain('is a folder');
  });
});
