import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrivateCache } from '#platform/private-cache.ts';
import type { RunFolder } from '#platform/run-folder.ts';
import type { CommitRequest } from '#ports/repository.ts';
import { gitAuthor, personIn, type Person } from './author.ts';
import { blobText } from './blob-text.ts';
import type { Git, GitRequest } from './git-command.ts';
import { isObjectId, oneLine, parts } from './git-output.ts';

/** A step that failed: a clause for a person. */
export class Refusal extends Error {}

/**
 * Makes the commit with an index of its own, so that the user's work tree and index see nothing of it. The same
 * request makes the same commit: a second try after a kill adds nothing.
 */
export async function makeCommit(
  git: Pick<Git, 'run'>,
  cache: PrivateCache,
  request: CommitRequest,
): Promise<{ readonly commit: string } | { readonly problem: string }> {
  const run = await cache.runFolder();
  try {
    return { commit: await commitIn(git, run, request) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { problem: `Could not make a commit in ${request.top}: ${error.message}.` };
  } finally {
    await run.remove();
  }
}

async function commitIn(git: Pick<Git, 'run'>, run: RunFolder, request: CommitRequest): Promise<string> {
  const { top, parent } = request;
  const identity = await identityFor(git, request);
  if (!isObjectId(parent)) refuse(`"${parent}" is not the id of a commit`);
  const index = { GIT_INDEX_FILE: join(run.path, 'index') };
  const ask = async (args: readonly string[], env: GitRequest['env'] = index): Promise<Buffer> => {
    const answer = await git.run({ cwd: top, args, env: { ...index, ...env } });
    return answer.ok ? answer.stdout : refuse(answer.said);
  };
  await ask(['read-tree', parent]);
  const entries = await entriesFor(ask, request);
  await refuseConverted(ask, entries);
  const objects = await storeTexts(ask, run, entries);
  const changes = entries.map(({ mode, path }, at) => `${mode},${objects[at] ?? ''},${path}`);
  await ask(['update-index', '--add', ...changes.flatMap((change) => ['--cacheinfo', change])]);
  const tree = oneLine(await ask(['write-tree']));
  if (tree === oneLine(await ask(['rev-parse', '--verify', `${parent}^{tree}`]))) {
    refuse(`it would change nothing, because ${parent} holds these files already`);
  }
  const message = join(run.path, 'message');
  await writeFile(message, request.message, { mode: 0o600 });
  return oneLine(await ask(['commit-tree', '--no-gpg-sign', '-p', parent, '-F', message, tree], identity));
}

type Ask = (args: readonly string[], env?: GitRequest['env']) => Promise<Buffer>;

interface Entry {
  readonly path: string;
  readonly mode: string;
  readonly text: string;
}

/** The files as they go into the index: in the mode that they have, and as new plain files where there are none. */
async function entriesFor(ask: Ask, { parent, files }: CommitRequest): Promise<readonly Entry[]> {
  if (files.length === 0) refuse('no file was given');
  const listed = await ask(['ls-tree', '-z', '--full-tree', parent, '--', ...files.map(({ path }) => path)]);
  const present = new Map(parts(listed).map(treeEntry));
  const entries: Entry[] = [];
  for (const { path, text } of files) {
    const before = present.get(path);
    if (before !== undefined && !/^100(?:644|755)$/.test(before.mode)) {
      refuse(`${path} is no plain file there (mode ${before.mode})`);
    }
    const stored =
      before === undefined ? null : (await ask(['cat-file', 'blob', before.object])).toString('utf8');
    entries.push({ path, mode: before?.mode ?? '100644', text: blobText(stored, text) });
  }
  return entries;
}

function treeEntry(line: string): readonly [string, { readonly mode: string; readonly object: string }] {
  const tab = line.indexOf('\t');
  const [mode = '', , object = ''] = line.slice(0, tab).split(' ');
  return [line.slice(tab + 1), { mode, object }];
}

/** A file that Git converts on its way in would land as it must not: what git-crypt encrypts, in clear text. */
async function refuseConverted(ask: Ask, entries: readonly Entry[]): Promise<void> {
  const names = ['filter', 'working-tree-encoding', 'ident'];
  const paths = entries.map(({ path }) => path);
  const told = (await ask(['check-attr', '-z', '--cached', ...names, '--', ...paths]))
    .toString('utf8')
    .split('\0');
  for (let at = 0; at + 2 < told.length; at += 3) {
    const [path = '', name = '', value = ''] = told.slice(at, at + 3);
    if (value !== 'unspecified' && value !== 'unset') {
      refuse(
        `Git converts ${path} on its way into the repository (attribute ${name}=${value}), which Kedge does not do`,
      );
    }
  }
}

/** The ids of the objects, in the order of the entries. */
async function storeTexts(ask: Ask, run: RunFolder, entries: readonly Entry[]): Promise<readonly string[]> {
  const files = entries.map((_, at) => join(run.path, `blob-${at}`));
  await Promise.all(
    files.map((file, at) => writeFile(file, entries[at]?.text ?? '', { mode: 0o600, flag: 'wx' })),
  );
  const stored = await ask(['hash-object', '-w', '--no-filters', '--', ...files]);
  return oneLine(stored).split('\n');
}

/** Both dates are the request's, or a second try would make another commit. */
export async function identityFor(
  git: Pick<Git, 'run'>,
  request: Pick<CommitRequest, 'top' | 'author' | 'at'>,
): Promise<GitRequest['env']> {
  const author = personIn(request.author);
  if (author === null) return refuse(`"${request.author}" does not look like "Name <email>"`);
  const seconds = Math.floor(Date.parse(request.at) / 1000);
  if (!Number.isFinite(seconds) || seconds < 0) return refuse(`"${request.at}" is no date that Git can hold`);
  const known = await gitAuthor(git, request.top);
  const committer: Person = (known === null ? null : personIn(known)) ?? author;
  const date = `${seconds} +0000`;
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    GIT_COMMITTER_DATE: date,
  };
}

function refuse(clause: string): never {
  throw new Refusal(clause);
}
