import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import type { Choice } from './choose-attempts.ts';
import { roundTrip, type CodeFile } from './round-trip.ts';
import { Tally } from './tally.ts';

/** How the same code may be stored. */
export const FORMS = {
  'as it is': (text) => text,
  CRLF: (text) => text.replaceAll(/\r?\n/g, '\r\n'),
  'byte order mark': (text) => `\uFEFF${text}`,
} as const satisfies Readonly<Record<string, (text: string) => string>>;
export type Form = keyof typeof FORMS;

const SKIPPED = new Set(['node_modules', '.terraform', '.git']);
// As many as one run of Terraform takes without a command line or a machine of its own.
const AT_ONCE = 40;

/** Paths of the `.tf` files below a folder, relative to it, in a fixed order. */
export async function codeIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.tf'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split('/').some((part) => SKIPPED.has(part)))
    .toSorted();
}

/** The round trip over these files of a folder. */
export async function tryCollection(
  folder: string,
  paths: readonly string[],
  form: Form,
  choice: Choice,
  tell: (files: number) => void = () => {},
): Promise<Tally> {
  const tally = new Tally();
  for (let i = 0; i < paths.length; i += AT_ONCE) {
    const batch = paths.slice(i, i + AT_ONCE).map(async (name): Promise<CodeFile> => {
      const text = await readFile(join(folder, name), 'utf8');
      return { name, text: FORMS[form](text) };
    });
    await roundTrip(await Promise.all(batch), choice, tally);
    tell(tally.files);
  }
  return tally;
}
