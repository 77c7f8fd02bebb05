import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeclarationProblem } from '#domain/change/declared-file.ts';
import type { DeclarationReader, ReadDeclaration } from '#ports/declaration-reader.ts';
import { parseChangeFile, readChangeFile, type ReadChange } from './change-file.ts';
import type { ConfigProblem } from './config-problem.ts';

const FOLDER = 'changes';
/** More than any team has at once, and few enough to be read with every push. */
const MOST_FILES = 500;

export const createDeclarationReader = (): DeclarationReader => ({
  filesIn: async (root) => {
    const folder = join(root, FOLDER);
    if (!(await isOwn(folder, 'folder'))) return [];
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
      .map(({ name }) => `${FOLDER}/${name}`)
      .toSorted()
      .slice(0, MOST_FILES);
  },
  read: async (root, path) => {
    const file = join(root, path);
    // Between the list and now a link could have taken its place.
    if (!(await isOwn(join(root, FOLDER), 'folder')) || !(await isOwn(file, 'file'))) {
      return { problems: [{ line: 1, column: 1, text: 'There is no such file.', seen: null, hint: null }] };
    }
    return placed(await readChangeFile(file, path));
  },
  parse: (name, text) => placed(parseChangeFile(name, text)),
});

async function isOwn(path: string, kind: 'file' | 'folder'): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found !== null && (kind === 'file' ? found.isFile() : found.isDirectory());
}

const placed = (read: ReadChange): ReadDeclaration =>
  'declaration' in read ? read : { problems: read.problems.map(problemOf) };

const problemOf = ({ line, column, message, seen, hint }: ConfigProblem): DeclarationProblem => ({
  line,
  column,
  text: message,
  seen,
  hint,
});
