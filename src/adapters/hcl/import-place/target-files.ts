import type { ImportAddress } from '#ports/import-placer.ts';
import type { CodeFile, CodeFolder } from '../read-folder.ts';

/**
 * The file for a resource block: the one with most resources of its type, else one that is named after the type without
 * its provider, as in `s3_bucket.tf`.
 */
export function resourceFile(code: CodeFolder, type: string): string {
  const counted = code.files
    .filter(isPlain)
    .map((file) => ({ name: file.name, count: countOf(file, type) }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return counted[0]?.name ?? fileNamed(code, stemFor(type)).name;
}

/** The file of import blocks, where a folder has one. */
export const importsFile = (code: CodeFolder): { readonly name: string; readonly exists: boolean } =>
  fileNamed(code, 'imports');

/** A name for a draft in the root module: its own, unless something else has it there. */
export function freeName(root: CodeFolder, { type, name }: ImportAddress): string {
  const taken = new Set(
    root.files
      .flatMap((file) => file.body.blocks)
      .filter((block) => block.kind === 'resource' && block.labels[0] === type)
      .map((block) => block.labels[1]),
  );
  let free = name;
  while (taken.has(free)) free = `${free}_draft`;
  return free;
}

/** OpenTofu reads `x.tofu` in place of `x.tf`: a block in the other one would be read by nobody. */
function fileNamed(code: CodeFolder, stem: string): { readonly name: string; readonly exists: boolean } {
  const names = new Set(code.files.map(({ name }) => name));
  const name = [`${stem}.tofu`, `${stem}.tf`].find((each) => names.has(each));
  return { name: name ?? `${stem}.tf`, exists: name !== undefined };
}

function stemFor(type: string): string {
  const rest = type.slice(type.indexOf('_') + 1);
  const stem = rest === '' ? type : rest;
  // The engine would merge the file over the others, and a block in it needs one that it overrides.
  return isOverride(stem) ? `${stem}_resources` : stem;
}

const isOverride = (stem: string): boolean => stem === 'override' || stem.endsWith('_override');

/** A file that a block can be appended to. */
const isPlain = ({ name }: CodeFile): boolean =>
  !name.endsWith('.json') && !isOverride(name.replace(/\.(?:tf|tofu)$/, ''));

const countOf = ({ body }: CodeFile, type: string): number =>
  body.blocks.filter((block) => block.kind === 'resource' && block.labels[0] === type).length;
