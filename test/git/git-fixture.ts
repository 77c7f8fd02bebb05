import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRepository } from '#adapters/git/repository.ts';
import { openPrivateCache, type PrivateCache } from '#platform/private-cache.ts';
import type { Repository } from '#ports/repository.ts';
import { realParts, skipReason } from '#test/real-parts.ts';

/** Why the suites are skipped here; null: Git is there. */
export const withoutGit = skipReason(await realParts(), ['git']);

/** A place for repositories, with a home of its own: the settings of who runs the tests do not count. */
export interface GitFixture {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cache: PrivateCache;
  readonly repository: Repository;
  readonly log: readonly string[];
  git(folder: string, ...args: readonly string[]): string;
  /** A repository with one commit of these files. */
  repositoryWith(
    name: string,
    files: Readonly<Record<string, string>>,
    ...init: readonly string[]
  ): Promise<string>;
  write(folder: string, files: Readonly<Record<string, string>>): Promise<void>;
  remove(): Promise<void>;
}

export async function gitFixture(extra: Readonly<Record<string, string>> = {}): Promise<GitFixture> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-git-')));
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: join(root, 'home'),
    GIT_CONFIG_NOSYSTEM: '1',
    KEDGE_CACHE_DIR: join(root, 'cache'),
    ...extra,
  };
  await mkdir(env.HOME);
  await writeFile(join(env.HOME, '.gitconfig'), GIT_CONFIG);
  const opened = await openPrivateCache(env);
  if ('refused' in opened) throw new Error(opened.refused);
  const log: string[] = [];
  const git = (folder: string, ...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const write: GitFixture['write'] = async (folder, files) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  };
  return {
    root,
    env,
    cache: opened.cache,
    repository: createRepository({ cache: opened.cache, env, log: (line) => void log.push(line) }),
    log,
    git,
    write,
    repositoryWith: async (name, files, ...init) => {
      const folder = join(root, name);
      await mkdir(folder, { recursive: true });
      git(folder, 'init', '--quiet', '--initial-branch=main', ...init);
      await write(folder, files);
      git(folder, 'add', '--all');
      git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'first');
      return folder;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

const GIT_CONFIG = `[user]
  name = Ada Keeper
  email = ada@example.com
[protocol "file"]
  allow = always
`;

/** Everything that must stay as it is: each file of the work tree with its mode and time, and the index. */
export function snapshot(folder: string): string {
  const program = `find . -path ./.git -prune -o -printf '%p %m %s %T@\\n' | sort; find . -path ./.git -prune -o -type f -print0 | sort -z | xargs -0 sha256sum; sha256sum .git/index; stat -c '%Y %i' .git/index; cat .git/HEAD`;
  return execFileSync('sh', ['-c', program], { cwd: folder, encoding: 'utf8' });
}
