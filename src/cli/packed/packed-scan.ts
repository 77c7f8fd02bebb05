import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What was packed, and of which files: they must all be as they were. */
export interface PackManifest {
  readonly format: typeof PACK_FORMAT;
  /** Absolute: what is packed names files of its own checkout. */
  readonly home: string;
  readonly node: string;
  /** Below the folder of packs. */
  readonly folder: string;
  /** Sources and packages, relative to `home`, and the chunks made of them. */
  readonly files: readonly FileState[];
}

/** Path, size, modification and change time. The system sets the last on every write, and no program sets it back. */
export type FileState = readonly [path: string, size: number, modifiedMs: number, changedMs: number];

export const PACK_FORMAT = 1;
export const MANIFEST = 'manifest.json';
export const ENTRY = 'kedge.js';

/** Beside the code, as the compile cache: whoever can write to it decides what runs. */
export const packsFolder = (home: string): string => join(home, '.kedge', 'packed');

export function stateOf(home: string, path: string): FileState {
  const { size, mtimeMs, ctimeMs } = statSync(join(home, path));
  return [path, size, mtimeMs, ctimeMs];
}

/**
 * The file to start a scan with, or null: nothing is packed, or any file differs from what it was made of. Then the
 * sources run. It is asked by every scan, so it loads nothing and trusts the manifest as it trusts the code beside it.
 */
export function findPackedScan(home: string, packs = packsFolder(home)): string | null {
  try {
    const manifest = JSON.parse(readFileSync(join(packs, MANIFEST), 'utf8')) as PackManifest;
    if (manifest.format !== PACK_FORMAT || manifest.home !== home || manifest.node !== process.version) {
      return null;
    }
    const isSame = manifest.files.every((then) => {
      const now = stateOf(home, then[0]);
      return then.every((fact, at) => fact === now[at]);
    });
    return isSame ? pathToFileURL(join(packs, manifest.folder, ENTRY)).href : null;
  } catch {
    return null;
  }
}
