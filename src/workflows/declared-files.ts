import { declarationDigest } from '#domain/change/declaration-digest.ts';
import type { DeclaredFile } from '#domain/change/declared-file.ts';
import type { DeclarationReader } from '#ports/declaration-reader.ts';

/** What the files of a project declare, and what is wrong in those that declare nothing. */
export async function declaredFiles(
  root: string,
  reader: DeclarationReader,
): Promise<readonly DeclaredFile[]> {
  const files: DeclaredFile[] = [];
  for (const path of await reader.filesIn(root)) {
    const read = await reader.read(root, path);
    const id = path.replace(/^.*\//, '').replace(/\.ya?ml$/, '');
    if ('problems' in read) {
      files.push({ path, id, declared: null, problems: [...read.problems] });
      continue;
    }
    const { title, owner, channel, stacks, services } = read.declaration;
    const declared = { title, owner, channel, stacks, services, digest: declarationDigest(read.declaration) };
    files.push({ path, id, declared, problems: [] });
  }
  return files;
}
