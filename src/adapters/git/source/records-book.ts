import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitSource } from '#domain/fleet/source.ts';
import { createDecisionBook } from '#platform/decision-files.ts';
import type { RunFolder } from '#platform/run-folder.ts';
import type { DecisionBook } from '#ports/decision-book.ts';
import { makeCommit } from '../make-commit.ts';
import { pushOwnBranch } from './publish-branch.ts';
import {
  fetchRecords,
  isUnpushed,
  moveRecords,
  notePushed,
  recordsBase,
  RECORDS_BRANCH,
} from './records-branch.ts';
import { recordsPlace, takeOut, textAt } from './records-files.ts';
import { withAccess, type SourceAccess } from './source-access.ts';
import { createSourceGit, type SourceGit } from './source-git.ts';
import { sourceHome, type SourceHome } from './source-home.ts';
import { inSourceLock } from './source-lock.ts';
import { knownHead } from './source-repository.ts';
import type { SourceSettings } from './source-settings.ts';

const AUTHOR = 'Kedge <kedge@localhost>';
const TEN_MINUTES_MS = 600_000;
const TRIES = 5;

type Problem = { readonly problem: string };
interface Written {
  readonly file: string;
  readonly changed: boolean;
}

/**
 * The decisions of a source as commits on its branch `kedge/records`, pushed where the source permits it. No work tree
 * is touched, nothing is forced, and asked again after a kill it does what is left. `stackFolder` of an ignore line is
 * the way from the project's root, with a slash before it.
 */
export function createRecordsBook(
  settings: SourceSettings,
  source: GitSource,
  now: () => Date,
): DecisionBook {
  const git = createSourceGit(settings);
  const home = sourceHome(settings.data, source.name);
  const change = (order: Omit<Order, 'git' | 'home'>): Promise<Written | Problem> => {
    const signal = AbortSignal.timeout(TEN_MINUTES_MS);
    const could = `Could not write into ${RECORDS_BRANCH} of ${source.name}`;
    return inSourceLock(settings, source, signal, async () => {
      const done = source.push
        ? await withAccess(git, settings, source, (access) =>
            shared({ ...order, git, home }, settings, source, access, signal),
          )
        : await writeRecord({ ...order, git, home }, settings, source);
      return 'problem' in done ? { problem: `${could}: ${done.problem.replace(/\.$/, '')}.` } : done;
    });
  };
  return {
    write: (record) =>
      change({
        title: `Record a decision: ${record.title}`,
        now,
        more: () => [],
        write: (book) => book.write(record),
      }),
    ignore: ({ stackFolder, ...line }) =>
      change({
        title: `Ignore ${line.difference.address}`,
        now,
        more: (root) => [join(root, stackFolder.slice(1), '.driftignore')],
        write: async (book, root) => {
          const added = await book.ignore({ ...line, stackFolder: join(root, stackFolder) });
          return 'problem' in added ? added : { file: added.file, changed: false };
        },
      }),
  };
}

interface Order {
  readonly git: SourceGit;
  readonly home: SourceHome;
  readonly title: string;
  readonly now: () => Date;
  /** Files besides the records that it may change, from the top. */
  readonly more: (root: string) => readonly string[];
  /** Writes into a private copy of the project's root. */
  readonly write: (book: DecisionBook, root: string) => Promise<Written | Problem>;
}

/** With the other side: a second machine may have written in between, so a push that comes late is made anew. */
async function shared(
  order: Order,
  settings: SourceSettings,
  source: GitSource,
  access: SourceAccess,
  signal: AbortSignal,
): Promise<Written | Problem> {
  const { git, home } = order;
  // A later try finds what an earlier one committed here.
  let changed = false;
  for (let tries = 1; ; tries += 1) {
    const fetched = await fetchRecords(access, git, home, signal);
    if (fetched !== null) return { problem: fetched };
    const written = await writeRecord(order, settings, source);
    if ('problem' in written) return written;
    changed ||= written.changed;
    if (!(await isUnpushed(git, home))) return { ...written, changed };
    const pushed = await pushOwnBranch(access, home, RECORDS_BRANCH, signal);
    if ('pushed' in pushed) {
      await notePushed(git, home);
      return { ...written, changed };
    }
    if (!pushed.atBranch || tries === TRIES) {
      return { problem: `it is committed here, and could not be pushed: ${pushed.said}` };
    }
  }
}

async function writeRecord(
  order: Order,
  { cache }: SourceSettings,
  source: GitSource,
): Promise<Written | Problem> {
  const { git, home } = order;
  const head = await knownHead(git, home.repository, source.branch);
  if (head === null) return { problem: 'the source was never read. Sync it first' };
  const base = await recordsBase(git, home, head);
  if ('problem' in base) return base;
  const run = await cache.runFolder();
  try {
    const changed = await changeIn(order, source, run, { head, parent: base.parent });
    if ('problem' in changed) return changed;
    const { path, text, written } = changed;
    let tip = base.parent;
    if (text !== null) {
      const request = {
        top: home.repository,
        parent: base.parent,
        files: [{ path, text }],
        message: `${order.title}\n\nWritten by Kedge. Merge this branch to let scans of this code know.\n`,
        author: AUTHOR,
        at: order.now().toISOString(),
      };
      const made = await makeCommit(git, cache, request);
      if ('problem' in made) return made;
      tip = made.commit;
    }
    // A join of two machines is kept, too, even when there was nothing to add.
    if (tip !== head && tip !== base.local) {
      const problem = await moveRecords(git, home, tip, base.local);
      if (problem !== null) return { problem };
    }
    return { file: written.file, changed: text !== null };
  } finally {
    await run.remove();
  }
}

interface Changed {
  /** From the top. */
  readonly path: string;
  /** null: the parent holds it just so. */
  readonly text: string | null;
  readonly written: Written;
}

/** Has the book write into a copy of what the parent holds, and tells what is other than before. */
async function changeIn(
  { git, home, more, write, now }: Order,
  source: GitSource,
  run: RunFolder,
  { head, parent }: { readonly head: string; readonly parent: string },
): Promise<Changed | Problem> {
  const { repository } = home;
  const place = await recordsPlace(git, repository, source, head, join(run.path, 'config'));
  if ('problem' in place) return place;
  const tree = join(run.path, 'tree');
  const into = { tree, index: join(run.path, 'copy-index') };
  const problem = await takeOut(git, repository, parent, [place.decisions, ...more(place.root)], into);
  if (problem !== null) return { problem };
  const root = join(tree, place.root);
  const written = await write(createDecisionBook({ folder: join(tree, place.decisions), root, now }), root);
  if ('problem' in written) return { problem: written.problem.replaceAll(`${tree}/`, '') };
  const path = join(place.root, written.file);
  const text = await readFile(join(root, written.file), 'utf8');
  const before = await textAt(git, repository, parent, path);
  return { path, text: before === text ? null : text, written };
}
