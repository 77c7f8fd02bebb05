import { chmod, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommitRequest } from '#ports/repository.ts';
import { because } from '#test/real-parts.ts';
import { gitFixture, snapshot, withoutGit, type GitFixture } from './git-fixture.ts';

let world: GitFixture;
let top: string;
beforeEach(async () => {
  world = await gitFixture();
  top = await world.repositoryWith('shop', {
    'main.tf': 'a = 1\n',
    'net/main.tf': 'b = 2\n',
    'run.sh': 'echo\n',
  });
});
afterEach(() => world.remove());

const head = (folder = top): string => world.git(folder, 'rev-parse', 'HEAD').trim();

function request(files: CommitRequest['files'], more: Partial<CommitRequest> = {}): CommitRequest {
  return {
    top,
    parent: head(),
    files,
    message: 'Adopt the name\n\nBecause it was renamed in the console.\n',
    author: 'Bo Decider <bo@example.com>',
    at: '2024-05-06T07:08:09.500Z',
    ...more,
  };
}

async function made(wanted: CommitRequest): Promise<string> {
  const answer = await world.repository.commit(wanted);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer.commit;
}

async function refused(wanted: CommitRequest): Promise<string> {
  const answer = await world.repository.commit(wanted);
  return 'problem' in answer ? answer.problem : 'not refused';
}

const blob = (commit: string, path: string): string =>
  world.git(top, 'cat-file', 'blob', `${commit}:${path}`);

describe.skipIf(withoutGit !== null)(`a commit${because(withoutGit)}`, () => {
  it('holds the files, the author, the date and the message, and leaves work tree and index alone', async () => {
    await world.write(top, { 'main.tf': 'unsaved\n', 'untracked.txt': 'x' });
    const before = snapshot(top);
    const commit = await made(request([{ path: 'net/main.tf', text: 'b = 3\r\nc = "é"\n\td' }]));
    expect(snapshot(top)).toBe(before);
    expect(blob(commit, 'net/main.tf')).toBe('b = 3\r\nc = "é"\n\td');
    expect(blob(commit, 'main.tf')).toBe('a = 1\n');
    const shown = world.git(top, 'show', '-s', '--format=%an|%ae|%aI|%cn|%ce|%cI|%P|%B', commit);
    expect(shown).toBe(
      `Bo Decider|bo@example.com|2024-05-06T07:08:09+00:00|Ada Keeper|ada@example.com|2024-05-06T07:08:09+00:00|${head()}|Adopt the name\n\nBecause it was renamed in the console.\n\n`,
    );
    expect(world.git(top, 'branch', '--contains', commit)).toBe('');
    expect(await readdir(join(world.cache.root, 'runs'))).toEqual([]);
    world.git(top, 'fsck', '--strict');
  });

  it('is the same when it is asked for again', async () => {
    const wanted = request([{ path: 'main.tf', text: 'a = 2\n' }]);
    expect(await made(wanted)).toBe(await made(wanted));
  });

  it('is signed by its author where Git knows nobody', async () => {
    await world.write(world.root, { 'home/.gitconfig': '' });
    const commit = await made(request([{ path: 'main.tf', text: 'a = 2\n' }], { author: 'ops-bot' }));
    expect(world.git(top, 'show', '-s', '--format=%an|%ae|%cn|%ce', commit)).toBe('ops-bot||ops-bot|\n');
  });

  it('keeps the mode of a file, and makes a new one plain', async () => {
    await chmod(join(top, 'run.sh'), 0o755);
    world.git(top, 'commit', '--quiet', '--all', '-m', 'mode');
    const commit = await made(
      request([
        { path: 'run.sh', text: 'echo 2\n' },
        { path: 'a new/{folder},/-x*.tf', text: '' },
      ]),
    );
    const tree = world.git(top, 'ls-tree', '-r', '-z', '--format=%(objectmode) %(path)', commit).split('\0');
    expect(tree).toEqual([
      '100644 a new/{folder},/-x*.tf',
      '100644 main.tf',
      '100644 net/main.tf',
      '100755 run.sh',
      '',
    ]);
  });

  it('stores line feeds where Git had made CRLF of them, so that one line changes', async () => {
    await world.write(top, { '.gitattributes': '*.tf text eol=crlf\n' });
    world.git(top, 'add', '--all');
    world.git(top, 'commit', '--quiet', '-m', 'crlf');
    const commit = await made(request([{ path: 'main.tf', text: 'a = 2\r\n' }]));
    expect(blob(commit, 'main.tf')).toBe('a = 2\n');
  });

  it('runs nothing that the repository names, and does not sign', async () => {
    const trap = `#!/bin/sh\ntouch '${join(world.root, 'trapped')}'\n`;
    await world.write(world.root, { trap });
    await chmod(join(world.root, 'trap'), 0o755);
    for (const hook of [
      'pre-commit',
      'post-commit',
      'reference-transaction',
      'post-index-change',
      'post-checkout',
    ]) {
      await symlink(join(world.root, 'trap'), join(top, '.git/hooks', hook));
    }
    for (const key of ['core.fsmonitor', 'gpg.program', 'core.editor', 'core.pager', 'diff.external']) {
      world.git(top, 'config', key, join(world.root, 'trap'));
    }
    world.git(top, 'config', 'filter.x.clean', join(world.root, 'trap'));
    world.git(top, 'config', 'filter.x.smudge', join(world.root, 'trap'));
    world.git(top, 'config', 'filter.x.required', 'true');
    world.git(top, 'config', 'commit.gpgSign', 'true');
    await world.write(top, { '.git/info/attributes': '*.sh filter=x diff=x\n', 'run.sh': 'echo touched\n' });
    world.git(top, 'config', 'diff.x.textconv', join(world.root, 'trap'));
    const commit = await made(request([{ path: 'main.tf', text: 'a = 2\n' }]));
    expect(await world.repository.changedFiles(top, ['.'])).toEqual(['run.sh']);
    expect(await world.repository.patch(top, commit)).toContain('+a = 2');
    expect(await world.repository.createBranch(top, 'x', commit)).toEqual({ created: true });
    await world.repository.withWorktree({ top, commit, inputsFrom: [] }, async () => 1);
    expect(await readdir(world.root)).not.toContain('trapped');
  });

  it('works where SHA-256 names the objects, and in a shallow clone', async () => {
    const other = await world.repositoryWith('long', { 'main.tf': 'a = 1\n' }, '--object-format=sha256');
    const parent = head(other);
    const commit = await made(request([{ path: 'main.tf', text: 'a = 2\n' }], { top: other, parent }));
    expect(commit).toHaveLength(64);
    expect(await world.repository.createBranch(other, 'kedge/adopt-1', commit)).toEqual({ created: true });

    world.git(top, 'commit', '--quiet', '--allow-empty', '-m', 'second');
    world.git(world.root, 'clone', '--quiet', '--depth=1', `file://${top}`, 'shallow');
    const shallow = join(world.root, 'shallow');
    const onTop = await made(request([{ path: 'main.tf', text: 'a = 2\n' }], { top: shallow }));
    expect(world.git(shallow, 'rev-parse', `${onTop}^`).trim()).toBe(head());
  });

  it('does not follow the repository of the hook that Kedge was started from', async () => {
    const other = await world.repositoryWith('other', { 'x.tf': '' });
    const strayed = await gitFixture({
      GIT_DIR: join(other, '.git'),
      GIT_INDEX_FILE: join(other, '.git/index'),
      GIT_WORK_TREE: other,
    });
    const before = snapshot(other);
    expect((await strayed.repository.find(top))?.top).toBe(top);
    expect(await strayed.repository.commit(request([{ path: 'main.tf', text: 'a = 2\n' }]))).toHaveProperty(
      'commit',
    );
    expect(snapshot(other)).toBe(before);
    await strayed.remove();
  });
});

describe.skipIf(withoutGit !== null)(`a commit is refused${because(withoutGit)}`, () => {
  it('for paths that leave the repository or are no plain files', async () => {
    await symlink('main.tf', join(top, 'link.tf'));
    world.git(top, 'add', '--all');
    world.git(top, 'commit', '--quiet', '-m', 'link');
    const start = `Could not make a commit in ${top}: `;
    expect(await refused(request([{ path: 'link.tf', text: '' }]))).toBe(
      `${start}link.tf is no plain file there (mode 120000).`,
    );
    expect(await refused(request([{ path: 'net', text: '' }]))).toContain(
      'net is no plain file there (mode 040000)',
    );
    for (const path of ['../x', '/etc/x', '.git/config', 'link.tf/x']) {
      expect(await refused(request([{ path, text: '' }])), path).toMatch(
        /^Could not make a commit in .*: .+\.$/,
      );
    }
  });

  it('for a file that Git would encrypt, which would land in clear text', async () => {
    await world.write(top, {
      '.gitattributes': '*.tfvars filter=git-crypt diff=git-crypt\n',
      'a.tfvars': 'x',
    });
    world.git(top, 'add', '--all');
    world.git(top, 'commit', '--quiet', '-m', 'crypt');
    expect(await refused(request([{ path: 'a.tfvars', text: 'secret' }]))).toBe(
      `Could not make a commit in ${top}: Git converts a.tfvars on its way into the repository (attribute filter=git-crypt), which Kedge does not do.`,
    );
    expect(await refused(request([{ path: 'new.tfvars', text: 'secret' }]))).toContain('filter=git-crypt');
  });

  it('for an author, a date or a parent that is none, and for no change', async () => {
    const files = [{ path: 'main.tf', text: 'a = 2\n' }];
    expect(await refused(request(files, { author: '<x>' }))).toContain(
      '"<x>" does not look like "Name <email>"',
    );
    expect(await refused(request(files, { author: 'a\nb <c>' }))).toContain('does not look like');
    expect(await refused(request(files, { at: 'soon' }))).toContain('"soon" is no date that Git can hold');
    expect(await refused(request(files, { parent: '--all' }))).toContain('"--all" is not the id of a commit');
    expect(await refused(request(files, { parent: '0'.repeat(40) }))).toMatch(/Could not make a commit/);
    expect(await refused(request([]))).toContain('no file was given');
    expect(await refused(request([{ path: 'main.tf', text: 'a = 1\n' }]))).toContain(
      'it would change nothing',
    );
  });
});
