import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The folder of public data for conformance tests: `KEDGE_CORPUS`, else `../shared/corpus` beside the repository.
 * null when there is none; the tests then say that they were skipped and why.
 */
export function corpusFolder(): string | null {
  const named = process.env['KEDGE_CORPUS'];
  if (named !== undefined && named !== '') {
    // A wrong name must not turn into skipped tests.
    if (!isFolder(named)) throw new Error(`KEDGE_CORPUS names ${named}, which is not a folder.`);
    return named;
  }
  const beside = fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
  return isFolder(beside) ? beside : null;
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
