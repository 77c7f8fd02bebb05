import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { AcceptedBaseline } from '#domain/drift/accepted-baseline.ts';
import type { DecisionBook } from '#ports/decision-book.ts';
import { appendIgnoreLine } from './ignore-file-line.ts';
import { createFile, errorCode, inLockedFolder, replaceFile } from './locked-folder.ts';
import type { ReadRecord } from './record-file.ts';

const NAMED = /^(\d{4,})-.*\.md$/;
const MOST_BYTES = 4 * 2 ** 20;
const LONGEST_SLUG = 60;

/** Decision records and ignore files of a project. */
export const createDecisionBook = (place: {
  /** Of the records. Absolute. */
  readonly folder: string;
  /** The project's. Absolute. */
  readonly root: string;
  readonly now: () => Date;
}): DecisionBook => ({
  async write(record) {
    const written = await writeDecisionRecord(place.folder, record);
    return 'problem' in written
      ? written
      : { file: fromRoot(place.root, written.path), changed: written.changed };
  },
  async ignore({ difference, ...line }) {
    const { address, path, resource_type, resource_name } = difference;
    const added = await appendIgnoreLine(
      { ...line, address, path, resourceType: resource_type, resourceName: resource_name },
      place.now().toISOString().slice(0, 10),
    );
    return 'problem' in added ? added : { file: fromRoot(place.root, added.path) };
  },
});

/** A record as it is to be written. */
export interface WrittenRecord {
  /** The decision's id, which the text carries, too. */
  readonly decision: string;
  readonly title: string;
  readonly text: string;
}

/**
 * Writes a record as `NNNN-title.md` under the next number; one that is there for the same decision is replaced where
 * it stands. Two writers at once never get one number and never overwrite each other. A reader sees the whole file or
 * none. The problem is a sentence.
 */
export async function writeDecisionRecord(
  folder: string,
  { decision, title, text }: WrittenRecord,
): Promise<{ readonly path: string; readonly changed: boolean } | { readonly problem: string }> {
  return inLockedFolder(folder, async () => {
    const names = (await readdir(folder)).filter((name) => NAMED.test(name));
    const earlier = await recordOf(folder, names, decision);
    if (earlier !== null) {
      const path = join(folder, earlier);
      const changed = (await readFile(path, 'utf8')) !== text;
      if (changed) await replaceFile(path, text);
      return { path, changed };
    }
    const last = Math.max(0, ...names.map((name) => Number(NAMED.exec(name)?.[1])));
    const path = join(folder, `${String(last + 1).padStart(4, '0')}-${slugOf(title)}.md`);
    await createFile(path, text);
    return { path, changed: true };
  });
}

/**
 * Marks a record as superseded; only its status changes.
 * @param by the file of the record that takes its place
 */
export async function supersedeDecisionRecord(
  path: string,
  by: string,
): Promise<{ readonly path: string } | { readonly problem: string }> {
  return inLockedFolder(dirname(path), async () => {
    const { withStatus } = await import('./record-file.ts');
    const text = await readFile(path, 'utf8');
    const changed = withStatus(text, `superseded by ${basename(by)}`);
    if (changed === null) return { problem: `${path} has no status in its front matter.` };
    await replaceFile(path, changed);
    return { path };
  });
}

/**
 * What the records in the folder accept. A record that cannot be read accepts nothing, and a warning says so: its
 * differences are reported.
 * @param root the folder that the names of files start from; absolute
 */
export async function readAcceptedBaselines(
  folder: string,
  root: string,
): Promise<{ readonly baselines: readonly AcceptedBaseline[]; readonly warnings: readonly string[] }> {
  const baselines: AcceptedBaseline[] = [];
  const warnings: string[] = [];
  const names = await readdir(folder).catch((error: unknown) => {
    const code = errorCode(error);
    if (code !== 'ENOENT')
      warnings.push(`${fromRoot(root, folder)} could not be read (${code}): nothing is accepted.`);
    return [];
  });
  for (const name of names.filter((each) => each.endsWith('.md')).toSorted()) {
    const file = fromRoot(root, join(folder, name));
    const read = await readRecord(join(folder, name));
    if ('problem' in read) warnings.push(`${file} accepts nothing. ${read.problem}`);
    else if ('head' in read && read.head.kind === 'accept' && read.head.status === 'accepted') {
      const { 'decision-makers': makers, reason } = read.head;
      const by = makers.join(', ');
      for (const baseline of read.head.baselines ?? []) baselines.push({ ...baseline, by, reason, file });
    }
  }
  return { baselines, warnings };
}

async function readRecord(path: string): Promise<ReadRecord> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) return { problem: `It has ${size} bytes, and no record has that many.` };
    // Most projects have no record, and every scan looks: the YAML parser is loaded for one alone.
    const { parseDecisionRecord } = await import('./record-file.ts');
    return parseDecisionRecord(await readFile(path, 'utf8'));
  } catch (error) {
    return { problem: `It could not be read (${errorCode(error)}).` };
  }
}

async function recordOf(folder: string, names: readonly string[], decision: string): Promise<string | null> {
  for (const name of names.toReversed()) {
    const read = await readRecord(join(folder, name));
    if ('head' in read && read.head.decision === decision) return name;
  }
  return null;
}

/** Letters and digits of ASCII alone: the name is typed, linked and checked out on every system. */
function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  const slug = words.slice(0, LONGEST_SLUG).replaceAll(/^-+|-+$/g, '');
  return slug === '' ? 'decision' : slug;
}

const fromRoot = (root: string, path: string): string => relative(root, path).split(sep).join('/');
