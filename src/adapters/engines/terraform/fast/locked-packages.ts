import { FastDoubt } from './fast-doubt.ts';

/** One provider as a lock file pins it. */
export interface LockedPackage {
  /** Host, namespace and type, e.g. `registry.terraform.io/hashicorp/aws`. */
  readonly source: string;
  readonly version: string;
  /** `h1:` hashes of the unpacked package; those of archives (`zh:`) say nothing about what lies on the disk. */
  readonly hashes: readonly string[];
}

const BLOCK = /^provider\s+"([^"]+)"\s*\{([^}]*)\}/gm;
const SOURCE = /^[\w.-]+(?::\d+)?\/[\w-]+\/[\w-]+$/;
const VERSION = /^[\w.+-]+$/;

/** Every provider of a lock file. Throws FastDoubt where the text is not what Terraform writes. */
export function lockedPackages(lockFile: string): readonly LockedPackage[] {
  const blocks = [...lockFile.matchAll(BLOCK)];
  const written = lockFile.match(/^\s*provider\b/gm)?.length ?? 0;
  if (blocks.length === 0 || blocks.length !== written) {
    throw new FastDoubt('the lock file names no provider that could be read');
  }
  return blocks.map(([, source = '', body = '']) => {
    const version = /^\s*version\s*=\s*"([^"]+)"/m.exec(body)?.[1] ?? '';
    if (!SOURCE.test(source) || !VERSION.test(version)) {
      throw new FastDoubt('the lock file names a provider in a way that is not known');
    }
    return { source, version, hashes: [...body.matchAll(/"(h1:[^"]+)"/g)].map((match) => match[1] ?? '') };
  });
}
