import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createCheckouts } from '#adapters/git/source/checkouts.ts';
import type { SourceSettings } from '#adapters/git/source/source-settings.ts';
import type { GitSource } from '#domain/fleet/source.ts';
import type { Checkouts } from '#ports/checkout.ts';
import { gitFixture, type GitFixture } from '../git/git-fixture.ts';

export const NEVER = new AbortController().signal;

/** A remote repository with a clone to write into it, and a server's data folder. */
export interface SourceFixture extends GitFixture {
  readonly remote: string;
  readonly source: GitSource;
  readonly settings: SourceSettings;
  readonly checkouts: Checkouts;
  /** Commits the files (null: deletes one) on the branch of the remote; the commit. */
  push(files: Readonly<Record<string, string | null>>, branch?: string): Promise<string>;
}

export async function sourceFixture(
  files: Readonly<Record<string, string>>,
  change: { readonly source?: Partial<GitSource>; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<SourceFixture> {
  const world = await gitFixture(change.env);
  const remote = join(world.root, 'remotes/infra.git');
  await mkdir(join(world.root, 'remotes'));
  const work = await world.repositoryWith('work', files);
  world.git(world.root, 'clone', '--quiet', '--bare', work, remote);
  world.git(work, 'remote', 'add', 'origin', remote);
  const settings: SourceSettings = {
    data: join(world.root, 'data'),
    cache: world.cache,
    env: world.env,
    secrets: (reference) => {
      const secret = 'env' in reference ? world.env[reference.env] : undefined;
      return Promise.resolve(secret === undefined ? { problem: 'It is not set.' } : { secret });
    },
    log: (line) => void (world.log as string[]).push(line),
  };
  return {
    ...world,
    remote,
    settings,
    checkouts: createCheckouts(settings),
    source: {
      kind: 'git',
      name: 'infra',
      url: remote,
      branch: 'main',
      subfolder: '',
      team: null,
      credential: null,
      push: false,
      hookSecret: null,
      ...change.source,
    },
    push: async (changed, branch = 'main') => {
      world.git(work, 'checkout', '--quiet', '-B', branch);
      for (const [path, text] of Object.entries(changed)) {
        if (text === null) world.git(work, 'rm', '--quiet', path);
        else await world.write(work, { [path]: text });
      }
      world.git(work, 'add', '--all');
      world.git(work, 'commit', '--quiet', '--allow-empty', '-m', 'change');
      world.git(work, 'push', '--quiet', '--force', 'origin', branch);
      return world.git(work, 'rev-parse', 'HEAD').trim();
    },
  };
}

/** The value, or the problem as an error. */
export function good<T extends object>(
  value: T | { readonly problem: string },
): Exclude<T, { readonly problem: string }> {
  if ('problem' in value) throw new Error(value.problem);
  return value as Exclude<T, { readonly problem: string }>;
}
