import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { because } from '#test/real-parts.ts';
import { gitFixture, snapshot, withoutGit, type GitFixture } from './git-fixture.ts';

let world: GitFixture;
let top: string;
let commit: string;
beforeEach(async () => {
  world = await gitFixture();
  top = await world.repositoryWith('shop', { 'main.tf': 'a = 1\n' });
  const made = await world.repository.commit({
    top,
    parent: world.git(top, 'rev-parse', 'HEAD').trim(),
    files: [{ path: 'main.tf', text: 'a = 2\n' }],
    message: 'Adopt',
    author: 'Bo <bo@example.com>',
    at: '2024-05-06T07:08:09Z',
  });
  if ('problem' in made) throw new Error(made.problem);
  commit = made.commit;
});
afterEach(() => world.remove());

describe.skipIf(withoutGit !== null)(`a branch${because(withoutGit)}`, () => {
  it('is made once; who asks again is told where it points', async () => {
    const before = snapshot(top);
    const first = world.git(top, 'rev-parse', 'HEAD').trim();
    expect(await world.repository.branchCommit(top, 'kedge/adopt-1')).toBeNull();
    expect(await world.repository.createBranch(top, 'kedge/adopt-1', commit)).toEqual({ created: true });
    expect(await world.repository.createBranch(top, 'kedge/adopt-1', commit)).toEqual({ exists: commit });
    expect(await world.repository.createBranch(top, 'kedge/adopt-1', first)).toEqual({ exists: commit });
    expect(await world.repository.branchCommit(top, 'kedge/adopt-1')).toBe(commit);
    expect(snapshot(top)).toBe(before);
  });

  it('is made by one of many who ask at once', async () => {
    const asked = await Promise.all(
      Array.from({ length: 8 }, () => world.repository.createBranch(top, 'race', commit)),
    );
    expect(asked.filter((answer) => 'created' in answer)).toHaveLength(1);
    expect(await world.repository.branchCommit(top, 'race')).toBe(commit);
  });

  it.each(['-d', '--all', 'HEAD', 'a b', 'a..b', 'a@{1}', '../../x', '', 'x.lock', 'a~1', 'a\0b'])(
    'is not called %j',
    async (name) => {
      expect(await world.repository.createBranch(top, name, commit)).toEqual({
        problem: `Could not make the branch ${name} in ${top}: Git does not allow this name.`,
      });
      expect(await world.repository.branchCommit(top, name)).toBeNull();
    },
  );

  it('is refused with the reason where a branch stands in its way, for no commit, and for a lock left behind', async () => {
    world.git(top, 'branch', 'kedge');
    expect(await world.repository.createBranch(top, 'kedge/adopt-1', commit)).toEqual({
      problem: expect.stringMatching(
        /'refs\/heads\/kedge' exists; cannot create 'refs\/heads\/kedge\/adopt-1'\.$/,
      ),
    });
    for (const none of ['main', '-x', '0'.repeat(40), '1'.repeat(40)]) {
      expect(await world.repository.createBranch(top, 'x', none)).toHaveProperty('problem');
    }
    const lock = join(top, '.git/refs/heads/stale.lock');
    await writeFile(lock, '');
    expect(await world.repository.createBranch(top, 'stale', commit)).toEqual({
      problem: expect.stringContaining(`If no Git runs there any more, delete ${lock} and try again.`),
    });
    expect(await world.repository.branchCommit(top, 'stale')).toBeNull();
  });
});

describe.skipIf(withoutGit !== null)(`a patch${because(withoutGit)}`, () => {
  it('is what git apply takes, whatever the settings say', async () => {
    world.git(top, 'config', 'diff.noprefix', 'true');
    world.git(top, 'config', 'diff.mnemonicPrefix', 'true');
    world.git(top, 'config', 'color.ui', 'always');
    const patch = await world.repository.patch(top, commit);
    expect(patch).toMatch(/^diff --git a\/main\.tf b\/main\.tf\n/);
    expect(patch).toMatch(/--- a\/main\.tf\n\+\+\+ b\/main\.tf\n@@ -1 \+1 @@\n-a = 1\n\+a = 2\n$/);
    await writeFile(join(world.root, 'p'), patch);
    world.git(top, 'apply', join(world.root, 'p'));
    expect(await readFile(join(top, 'main.tf'), 'utf8')).toBe('a = 2\n');
  });

  it('of no commit is a broken assumption', async () => {
    await expect(world.repository.patch(top, '--output=x')).rejects.toThrow('is not the id of a commit');
    await expect(world.repository.patch(top, '1'.repeat(40))).rejects.toThrow(
      /^Could not make a patch of 1+ in/,
    );
  });
});

describe.skipIf(withoutGit !== null)(`a push${because(withoutGit)}`, () => {
  let far: string;
  beforeEach(async () => {
    far = join(world.root, 'far.git');
    world.git(world.root, 'init', '--quiet', '--bare', far);
    world.git(top, 'remote', 'add', 'far', far);
    await world.repository.createBranch(top, 'kedge/adopt-1', commit);
  });
  const farBranches = (): string => world.git(far, 'for-each-ref', '--format=%(refname) %(objectname)');

  it('brings that branch and nothing else, and may be said twice', async () => {
    world.git(top, 'tag', '-m', 't', 't', commit);
    world.git(top, 'config', 'push.followTags', 'true');
    world.git(top, 'config', 'remote.far.push', '+refs/heads/*:refs/heads/*');
    const before = snapshot(top);
    expect(await world.repository.push(top, 'far', 'kedge/adopt-1')).toBeNull();
    expect(await world.repository.push(top, 'far', 'kedge/adopt-1')).toBeNull();
    expect(farBranches()).toBe(`refs/heads/kedge/adopt-1 ${commit}\n`);
    expect(snapshot(top)).toBe(before);
  });

  it('never forces', async () => {
    const other = world.git(top, 'commit-tree', '-m', 'other', `${commit}^{tree}`).trim();
    world.git(top, 'push', '--quiet', 'far', `${other}:refs/heads/kedge/adopt-1`);
    world.git(top, 'config', 'remote.far.push', '+refs/heads/*:refs/heads/*');
    expect(await world.repository.push(top, 'far', 'kedge/adopt-1')).toMatch(
      /^Could not push the branch kedge\/adopt-1 to far: \[rejected\] \(.+\); .*push it yourself with: git push far kedge\/adopt-1$/,
    );
    expect(farBranches()).toContain(other);
  });

  it('passes the hooks of the user and tells what they say', async () => {
    await mkdir(join(top, '.git/hooks'), { recursive: true });
    await writeFile(
      join(top, '.git/hooks/pre-push'),
      '#!/bin/sh\necho "no pushes on a Friday" >&2\nexit 1\n',
    );
    await chmod(join(top, '.git/hooks/pre-push'), 0o755);
    expect(await world.repository.push(top, 'far', 'kedge/adopt-1')).toContain('no pushes on a Friday');
    expect(farBranches()).toBe('');
  });

  it('goes only to remotes that are set up, from branches that are there', async () => {
    const mark = join(world.root, 'pushed');
    for (const remote of [
      `ext::touch ${mark}`,
      '--receive-pack=touch',
      far,
      'https://bot:hunter2@example.com/x',
      '',
    ]) {
      const said = await world.repository.push(top, remote, 'kedge/adopt-1');
      expect(said).toContain('has no remote of that name (there is far).');
      expect(said).not.toContain('hunter2');
    }
    expect(await world.repository.push(top, 'far', 'none')).toContain('there is no such branch');
  });

  it('asks nobody for a password and shows none', async () => {
    world.git(top, 'remote', 'add', 'closed', 'https://bot:hunter2@127.0.0.1:1/x.git');
    const said = await world.repository.push(top, 'closed', 'kedge/adopt-1');
    expect(said).toContain('Could not push the branch kedge/adopt-1 to closed: ');
    expect(said).not.toContain('hunter2');
    expect(world.log.join('\n')).not.toContain('hunter2');
  });
});
