import { join } from 'node:path';
import type { GitSource, Source } from '#domain/fleet/source.ts';
import type {
  ConversationBranches,
  ConversationEdit,
  ConversationWritten,
} from '#ports/conversation-branches.ts';
import { makeCommit } from '../make-commit.ts';
import { pushOwnBranch } from './publish-branch.ts';
import { fetchRecords, isAncestor, moveRecords, notePushed, standsAt } from './records-branch.ts';
import { recordsPlace, textAt } from './records-files.ts';
import { withAccess, type SourceAccess } from './source-access.ts';
import { createSourceGit, type SourceGit } from './source-git.ts';
import { sourceHome, type SourceHome } from './source-home.ts';
import { inSourceLock } from './source-lock.ts';
import { knownHead } from './source-repository.ts';
import type { SourceSettings } from './source-settings.ts';

const AUTHOR = 'Kedge <kedge@localhost>';
/** Shorter than the lease of a delivery: what takes longer is tried again. */
const MOST_MS = 100_000;
const TRIES = 3;

type Problem = { readonly problem: string };
type Done = { readonly note: string | null };

export interface ConversationParts {
  readonly settings: SourceSettings;
  /** null: there is no such source. */
  readonly findSource: (name: string) => Promise<Source | null>;
  readonly now: () => Date;
}

/** Where the conversation about a change is written: a branch of its own, which grows and is never forced. */
export const conversationBranch = (change: string): string => `kedge/change-${change}-messages`;

/** From the root of the project, beside the declaration. */
export const conversationFile = (change: string): string => `changes/${change}.md`;

/** Conversations as commits in the clones of sources, pushed where the source permits it. */
export const createConversationBranches = ({
  settings,
  findSource,
  now,
}: ConversationParts): ConversationBranches => ({
  async write({ source: name, change }, order): Promise<ConversationWritten> {
    const source = await findSource(name);
    if (source?.kind !== 'git') {
      const problem = `${name} is no source in Git, and a conversation is a branch of one. Name another channel for the change`;
      return { problem, passing: false };
    }
    const signal = AbortSignal.timeout(MOST_MS);
    const git = createSourceGit(settings);
    const work: Work = {
      git,
      settings,
      source,
      home: sourceHome(settings.data, name),
      change,
      now,
      ...order,
    };
    const done = await inSourceLock(settings, source, signal, async () => {
      if (source.push) return withAccess(git, settings, source, (access) => shared(work, access, signal));
      const written = await writeOnce(work, null);
      return 'problem' in written ? written : { note: 'it is not pushed: the source does not permit it' };
    });
    if ('problem' in done) {
      const problem = `could not write into ${conversationBranch(change)} of ${name}: ${done.problem.replace(/\.$/, '')}`;
      return { problem, passing: true };
    }
    return { written: true, note: done.note };
  },
});

interface Work extends ConversationEdit {
  readonly git: SourceGit;
  readonly settings: SourceSettings;
  readonly source: GitSource;
  readonly home: SourceHome;
  readonly change: string;
  readonly now: () => Date;
}

/** With the other side: another machine may have written in between, so a push that comes late is made anew. */
async function shared(work: Work, access: SourceAccess, signal: AbortSignal): Promise<Done | Problem> {
  const { git, home, change } = work;
  const branch = conversationBranch(change);
  for (let tries = 1; ; tries += 1) {
    const fetched = await fetchRecords(access, git, home, signal, branch);
    if (fetched !== null) return { problem: fetched };
    const { remote } = await standsAt(git, home, branch);
    const written = await writeOnce(work, remote);
    if ('problem' in written) return written;
    const { local } = await standsAt(git, home, branch);
    // Merged already, or there as it is.
    if (local === null || local === remote) return { note: null };
    const pushed = await pushOwnBranch(access, home, branch, signal);
    if ('pushed' in pushed) {
      await notePushed(git, home, branch);
      return { note: null };
    }
    if (!pushed.atBranch || tries === TRIES) {
      return { problem: `it is committed here, and could not be pushed: ${pushed.said}` };
    }
  }
}

/**
 * On what both sides have. What is here and was never pushed is of deliveries that have not ended, which are written
 * again: so the other side counts where the two went apart.
 */
async function writeOnce(
  { git, settings, source, home, change, now, title, edit }: Work,
  remote: string | null,
): Promise<{ readonly written: true } | Problem> {
  const branch = conversationBranch(change);
  const head = await knownHead(git, home.repository, source.branch);
  if (head === null) return { problem: 'the source was never read. Sync it first' };
  const { local } = await standsAt(git, home, branch);
  const tip = await newest(git, home, local, remote);
  const parent = tip ?? head;
  const run = await settings.cache.runFolder();
  try {
    const place = await recordsPlace(git, home.repository, source, head, join(run.path, 'config'));
    if ('problem' in place) return place;
    const path = join(place.root, conversationFile(change));
    const before = (await textAt(git, home.repository, parent, path)) ?? '';
    const text = edit(before);
    let commit = parent;
    if (text !== before) {
      const made = await makeCommit(git, settings.cache, {
        top: home.repository,
        parent,
        files: [{ path, text }],
        message: `${title}\n\nWritten by Kedge.\n`,
        author: AUTHOR,
        at: now().toISOString(),
      });
      if ('problem' in made) return made;
      commit = made.commit;
    }
    if (commit !== local && commit !== head) {
      const problem = await moveRecords(git, home, commit, local, branch);
      if (problem !== null) return { problem };
    }
    return { written: true };
  } finally {
    await run.remove();
  }
}

async function newest(
  git: SourceGit,
  { repository }: SourceHome,
  local: string | null,
  remote: string | null,
): Promise<string | null> {
  if (local === null || remote === null) return local ?? remote;
  return (await isAncestor(git, repository, remote, local)) ? local : remote;
}
