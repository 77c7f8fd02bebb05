import type { Dirent } from 'node:fs';

export const LOCK_FILE = '.terraform.lock.hcl';

const SUFFIXES = ['.tf', '.tf.json', '.tofu', '.tofu.json'];

/**
 * The names of the configuration files among a folder's entries, overrides last, as the engines merge them.
 * `x.tofu` stands in for `x.tf`, also where the engine is Terraform: a folder that holds both is made for OpenTofu.
 */
export function configFiles(entries: readonly Dirent[]): readonly string[] {
  const names = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => entry.name);
  const config = new Set(names.filter(isConfig));
  return [...config].filter((name) => !config.has(tofuName(name))).toSorted(byMergeOrder);
}

/** True for files that the engines merge over the others: `override.tf`, `x_override.tf` and the like. */
function isOverride(name: string): boolean {
  const stem = name.slice(0, name.length - suffixOf(name).length);
  return stem === 'override' || stem.endsWith('_override');
}

export const isJsonFile = (name: string): boolean => name.endsWith('.json');

function isConfig(name: string): boolean {
  return !name.startsWith('.') && suffixOf(name) !== '';
}

function suffixOf(name: string): string {
  return SUFFIXES.find((suffix) => name.endsWith(suffix)) ?? '';
}

/** The name that would replace this one under OpenTofu; empty for a file that nothing replaces. */
function tofuName(name: string): string {
  if (name.endsWith('.tf')) return `${name.slice(0, -'.tf'.length)}.tofu`;
  if (name.endsWith('.tf.json')) return `${name.slice(0, -'.tf.json'.length)}.tofu.json`;
  return '';
}

function byMergeOrder(a: string, b: string): number {
  const later = Number(isOverride(a)) - Number(isOverride(b));
  return later === 0 ? (a < b ? -1 : 1) : later;
}
