import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ConfigProblem } from './config-problem.ts';

export type FoundConfig =
  | { readonly file: string; readonly text: string; readonly root: string }
  | { readonly file: null; readonly root: string }
  | { readonly problem: ConfigProblem };

const NAME = 'kedge.yaml';
const WRONG_NAMES = ['kedge.yml', '.kedge.yaml', '.kedge.yml'];

/** Goes up from the folder until there is a kedge.yaml, or until the Git top level has been looked at. */
export async function findConfigFile(start: string): Promise<FoundConfig> {
  let folder = start;
  for (;;) {
    const found = await lookIn(folder);
    if (found !== null) return found;
    if (await exists(join(folder, '.git'))) return { file: null, root: folder };
    const parent = dirname(folder);
    if (parent === folder) return { file: null, root: start };
    folder = parent;
  }
}

async function lookIn(folder: string): Promise<FoundConfig | null> {
  const file = join(folder, NAME);
  try {
    return { file, text: await readFile(file, 'utf8'), root: folder };
  } catch (error) {
    const cause = error as NodeJS.ErrnoException;
    if (cause.code !== 'ENOENT' && cause.code !== 'ENOTDIR') {
      return { problem: problem(file, `The file cannot be read: ${cause.message}.`, null) };
    }
  }
  for (const name of WRONG_NAMES) {
    // Passing over it would scan with the defaults while its writer believes it is in force.
    if (await exists(join(folder, name))) {
      return {
        problem: problem(join(folder, name), 'Kedge does not read this name.', `Rename it to ${NAME}.`),
      };
    }
  }
  return null;
}

const problem = (file: string, message: string, hint: string | null): ConfigProblem => ({
  file,
  line: 1,
  column: 1,
  message,
  seen: null,
  hint,
});

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
