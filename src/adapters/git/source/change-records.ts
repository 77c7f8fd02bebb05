import type { GitSource } from '#domain/fleet/source.ts';
import type { ChangeRecords } from '#ports/change-records.ts';
import { createBranch, branchCommit } from '../branches.ts';
import { isObjectId } from '../git-output.ts';
import { makeCommit } from '../make-commit.ts';
import { pushOwnBranch } from './publish-branch.ts';
import { withAccess, type SourceAccess } from './source-access.ts';
import { createSourceGit, type SourceGit } from './source-git.ts';
import { sourceHome, type SourceHome } from './source-home.ts';
import { inSourceLock } from './source-lock.ts';
import { knownHead } from './source-repository.ts';
import type { SourceSettings } from './source-settings.ts';

const TEN_MINUTES_MS = 600_000;

type Problem = { readonly problem: string };
type Written = { readonly commit: string };
type Order = Parameters<ChangeRecords['write']>[0];

/**
 * Records of changes as branches of a source's repository on this machine, pushed where the source permits it. Each
 * branch is made once and never moved; a push that failed is tried again with the next writing of the same record.
 * @param root of the project, from the top; empty: the top
 * @param mayWrite asked just before a branch is made or pushed
 */
export const createSourceChangeRecords = (
  settings: SourceSettings,
  source: GitSource,
  root: string,
  mayWrite: () => Promise<boolean>,
): ChangeRecords => ({
  write: (order) => {
    const signal = AbortSignal.timeout(TEN_MINUTES_MS);
    const bench = { git: createSourceGit(settings), home: sourceHome(settings.data, source.name), mayWrite };
    return inSourceLock(settings, source, signal, async () => {
      const placed = {
        ...order,
        files: order.files.map((file) => ({ ...file, path: below(root, file.path) })),
      };
      const done = source.push
        ? await withAccess(bench.git, settings, source, (access) =>
            shared(placed, bench, settings, source, access, signal),
          )
        : await written(placed, bench, settings, source);
      return 'problem' in done
        ? { problem: `${order.branch} of ${source.name}: ${done.problem.replace(/\.$/, '')}.` }
        : done;
    });
  },
});

const below = (root: string, path: string): string => (root === '' ? path : `${root}/${path}`);

interface Bench {
  readonly git: SourceGit;
  readonly home: SourceHome;
  readonly mayWrite: () => Promise<boolean>;
}

const NOT_OURS: Problem = { problem: 'another process has taken it over' };

/** Another machine may have written the same record: what the other side has counts. */
async function shared(
  order: Order,
  bench: Bench,
  settings: SourceSettings,
  source: GitSource,
  access: SourceAccess,
  signal: AbortSignal,
): Promise<Written | Problem> {
  const ref = `refs/heads/${order.branch}`;
  const fetched = await access.run({
    cwd: bench.home.repository,
    args: ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', 'origin', `${ref}:${ref}`],
    signal,
  });
  if (!fetched.ok && !/couldn't find remote ref/.test(fetched.said)) return { problem: fetched.said };
  const done = await written(order, bench, settings, source);
  if ('problem' in done || fetched.ok) return done;
  if (!(await bench.mayWrite())) return NOT_OURS;
  const pushed = await pushOwnBranch(access, bench.home, order.branch, signal);
  return 'pushed' in pushed
    ? done
    : { problem: `it is committed here, and could not be pushed: ${pushed.said}` };
}

async function written(
  { branch, parent, message, author, at, files }: Order,
  { git, home, mayWrite }: Bench,
  { cache }: SourceSettings,
  source: GitSource,
): Promise<Written | Problem> {
  const { repository: top } = home;
  const standing = await branchCommit(git, top, branch);
  if (standing !== null) return { commit: standing };
  // The record before it may lie on another machine that was not let push.
  const known = parent !== null && isObjectId(parent) && (await holds(git, top, parent)) ? parent : null;
  const from = known ?? (await knownHead(git, top, source.branch));
  if (from === null) return { problem: 'the source was never read. Sync it first' };
  const made = await makeCommit(git, cache, { top, parent: from, files, message, author, at });
  if ('problem' in made) return made;
  if (!(await mayWrite())) return NOT_OURS;
  const created = await createBranch(git, top, branch, made.commit);
  if ('problem' in created) return created;
  return { commit: 'exists' in created ? created.exists : made.commit };
}

async function holds(git: SourceGit, repository: string, commit: string): Promise<boolean> {
  return (await git.run({ cwd: repository, args: ['cat-file', '-e', `${commit}^{commit}`] })).ok;
}
