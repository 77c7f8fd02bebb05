import type { DeclarationProblem } from '#domain/change/declared-file.ts';
import type { Declaration } from '#domain/change/declaration.ts';

/** Reads what declares changes. Nothing of it runs. */
export interface DeclarationReader {
  /** `changes/*.yaml` below the root of a project, by name. A link is no file: it could lead out of the project. */
  filesIn(root: string): Promise<readonly string[]>;
  /** @param path one that `filesIn` gave */
  read(root: string, path: string): Promise<ReadDeclaration>;
  /** @param name what the file would be called */
  parse(name: string, text: string): ReadDeclaration;
}

export type ReadDeclaration =
  | { readonly declaration: Declaration }
  | { readonly problems: readonly DeclarationProblem[] };
