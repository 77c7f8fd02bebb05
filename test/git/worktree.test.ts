import { spawn } from 'node:child_process';
import {
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { because } from '#test/real-parts.ts';
import { gitFixture, snapshot, withoutGit, type GitFixture } from './git-fixture.ts';

let world: GitFixture;
let top: string;
beforeEach(async () => {
  world = await gitFixture();
  top = await world.repositoryWith('the shop', {
    'live/main.tf': 'a = 1\n',
    'live/known.tfvars': 'v = 1\n',
    'big.bin': 'pointer',
    '.gitattributes': '*.bin filter=lfs\n',
  });
});
afterEach(() => world.remove());

const head = (): string => world.git(top, 'rev-parse', 'HEAD').trim();
const trees = (): readonly string[] =>
  world
    .git(top, 'worktree', 'list', '--porcelain')
    .split('\n')
    .filter((line) => line.startsWith('worktree '));
const left = async (): Promise<readonly string[]> => {
  const slots = join(world.cache.root, 'worktrees');
  const found = await readdir(slots, { recursive: true });
  return found.filter((name) => name.includes('kedge-'));
};
const inTree = <T>(inputsFrom: readonly string[], work: (folder: string) => Promise<T>) =>
  world.repository.withWorktree({ top, commit: head(), inputsFrom }, work);

describe.skipIf(withoutGit !== null)(`a work tree${because(withoutGit)}`, () => {
  it('holds the commit in a private folder, and goes when the work is done or fails', async () => {
    const before = snapshot(top);
    await world.write(top, { 'live/main.tf': 'unsaved' });
    const changed = snapshot(top);
    const text = await inTree([], async (folder) => {
      for (let parent = join(folder, '..'); parent !== world.cache.root; parent = join(parent, '..')) {
        expect((await stat(parent)).mode & 0o777).toBe(0o700);
      }
      expect(trees()).toHaveLength(2);
      expect((await world.repository.find(folder))?.commit).toBe(head());
      return readFile(join(folder, 'live/main.tf'), 'utf8');
    });
    expect(text).toBe('a = 1\n');
    await expect(inTree([], () => Promise.reject(new Error('planned badly')))).rejects.toThrow(
      'planned badly',
    );
    expect(trees()).toHaveLength(1);
    expect(await left()).toEqual([]);
    expect(snapshot(top)).toBe(changed);
    expect(changed).not.toBe(before);
  });

  it('has the same path each time, and another one beside those in use', async () => {
    const seen: string[] = [];
    await inTree([], async (outer) => {
      seen.push(outer);
      await inTree([], async (inner) => void seen.push(inner));
    });
    await inTree([], async (again) => void seen.push(again));
    expect(seen[0]).toBe(seen[2]);
    expect(seen[1]).not.toBe(seen[0]);
  });

  it('runs no filter that the settings name: such files stay as the commit holds them', async () => {
    world.git(top, 'config', 'filter.lfs.smudge', `touch '${join(world.root, 'smudged')}'`);
    world.git(top, 'config', 'filter.lfs.process', 'false');
    world.git(top, 'config', 'filter.lfs.required', 'true');
    expect(await inTree([], (folder) => readFile(join(folder, 'big.bin'), 'utf8'))).toBe('pointer');
    expect(await readdir(world.root)).not.toContain('smudged');
  });

  it('is linked to what the engine reads and Git does not know, and only that', async () => {
    await world.write(top, {
      'live/terraform.tfstate': '{}',
      'live/terraform.tfstate.d/blue/terraform.tfstate': '{}',
      'live/x.auto.tfvars': '',
      'live/x.tfvars.json': '{}',
      'live/known.tfvars': 'changed = 1\n',
      'live/.terraform.lock.hcl': '# lock\n',
      'live/.terraform/environment': 'blue',
      'live/new.tf': '',
      'live/secret.pem': '',
      'other/terraform.tfvars': '',
      '.gitignore': '*.tfstate\n*.tfvars*\n',
    });
    const before = snapshot(top);
    const names = await inTree(['live', 'not/there'], async (folder) => {
      const live = join(folder, 'live');
      expect(await readlink(join(live, 'terraform.tfstate'))).toBe(join(top, 'live/terraform.tfstate'));
      expect(await readFile(join(live, 'known.tfvars'), 'utf8')).toBe('v = 1\n');
      // An init writes this one.
      expect((await lstat(join(live, '.terraform.lock.hcl'))).isFile()).toBe(true);
      await writeFile(join(live, '.terraform.lock.hcl'), 'another');
      return (await readdir(live)).toSorted();
    });
    expect(names).toEqual([
      '.terraform.lock.hcl',
      'known.tfvars',
      'main.tf',
      'terraform.tfstate',
      'terraform.tfstate.d',
      'x.auto.tfvars',
      'x.tfvars.json',
    ]);
    expect(snapshot(top)).toBe(before);
    expect(await world.repository.untrackedConfiguration(top, ['live', 'other', 'none'])).toEqual([
      'live/new.tf',
    ]);
  });

  it('is not linked to through folders that lead elsewhere', async () => {
    const elsewhere = join(world.root, 'elsewhere');
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, 'terraform.tfvars'), '');
    await symlink(elsewhere, join(top, 'out'));
    world.git(top, 'add', 'out');
    world.git(top, 'commit', '--quiet', '-m', 'link');
    for (const folder of ['out', '../elsewhere', elsewhere, '..']) {
      expect(await inTree([folder], async () => 'worked'), folder).toEqual({
        problem: expect.stringMatching(/^Could not make a work tree of .*(?:leads out of|is not below)/),
      });
    }
    expect(await readdir(elsewhere)).toEqual(['terraform.tfvars']);
    expect(trees()).toHaveLength(1);
  });

  it('is refused for what is no commit', async () => {
    for (const commit of ['main', '--lock', '1'.repeat(40)]) {
      const answer = await world.repository.withWorktree(
        { top, commit, inputsFrom: [] },
        async () => 'worked',
      );
      expect(answer).toEqual({ problem: expect.stringMatching(/^Could not make a work tree of /) });
    }
  });

  it('of somebody else is never taken away, mounted or not', async () => {
    const theirs = join(world.root, 'stick', 'tree');
    const named = join(world.root, 'stick', 'kedge-0');
    world.git(top, 'worktree', 'add', '--quiet', '--detach', theirs);
    world.git(top, 'worktree', 'add', '--quiet', '--detach', named);
    await rm(join(world.root, 'stick'), { recursive: true });
    await inTree([], async (folder) => expect(folder).not.toBe(named));
    expect(trees().toSorted()).toEqual([`worktree ${named}`, `worktree ${theirs}`, `worktree ${top}`]);
  });

  it('that was only half begun by a killed Git goes when it is old', async () => {
    const entry = join(top, '.git/worktrees/kedge-3');
    await mkdir(entry, { recursive: true });
    await writeFile(join(entry, 'locked'), 'initializing');
    await inTree([], async () => undefined);
    expect((await stat(entry)).isDirectory()).toBe(true);
    await utimes(entry, 0, 0);
    await inTree([], async () => undefined);
    await expect(stat(entry)).rejects.toThrow('ENOENT');
  });

  it('of a Kedge that was killed is cleared by the next one', async () => {
    const at = (path: string): string => JSON.stringify(join(import.meta.dirname, '../../src', path));
    const program = `
      import { createRepository } from ${at('adapters/git/repository.ts')};
      import { openPrivateCache } from ${at('platform/private-cache.ts')};
      import { writeFileSync } from 'node:fs';
      const { cache } = await openPrivateCache(process.env);
      const repository = createRepository({ cache, env: process.env, log: () => undefined });
      await repository.withWorktree({ top: ${JSON.stringify(top)}, commit: '${head()}', inputsFrom: [] }, (folder) => {
        writeFileSync(${JSON.stringify(join(world.root, 'folder'))}, folder + '\\n');
        return new Promise((resolve) => setTimeout(resolve, 600_000));
      });`;
    const kedge = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
      env: world.env,
      stdio: 'inherit',
    });
    let folder = '';
    while (!folder.endsWith('\n')) {
      await sleep(20);
      folder = await readFile(join(world.root, 'folder'), 'utf8').catch(() => '');
    }
    expect(await inTree([], async (beside) => beside)).not.toBe(folder.trim());
    const gone = new Promise((resolve) => kedge.once('exit', resolve));
    kedge.kill('SIGKILL');
    await gone;
    expect(trees()).toHaveLength(2);
    expect(await inTree([], async (same) => same)).toBe(folder.trim());
    expect(trees()).toHaveLength(1);
    expect(await left()).toEqual([]);
  });
});
