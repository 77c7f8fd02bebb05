import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { FastDoubt } from './fast-doubt.ts';
import { lockedPackages, type LockedPackage } from './locked-packages.ts';
import { listPackage, packageHash, signatureOf, type PackageFiles } from './package-files.ts';
import type { SealedFolder } from './sealed-folder.ts';

/** A provider package whose bytes are those that the lock file allows. */
export interface VerifiedPackage {
  readonly source: string;
  readonly version: string;
  /** `h1:...`, of the unpacked package. */
  readonly hash: string;
  /** Absolute path of the provider program. */
  readonly executable: string;
  readonly files: PackageFiles;
}

const KnownHash = z.object({ signature: z.string(), hash: z.string() });

/**
 * Attached providers are not checked by the engine, so Kedge does it: every package that the lock file names must be
 * installed and have one of its hashes. Throws FastDoubt when one is not.
 */
export async function verifyPackages(inputs: {
  readonly lockFile: string;
  /** TF_DATA_DIR of the stack. */
  readonly dataFolder: string;
  /** Such as `linux_amd64`. */
  readonly platform: string;
  readonly hashes: SealedFolder;
  /** Told before a package is read whole, which takes about a second for a large one. */
  readonly onHashing: () => void;
}): Promise<readonly VerifiedPackage[]> {
  return Promise.all(
    lockedPackages(inputs.lockFile).map(async (locked) => {
      const { source, version } = locked;
      const files = await listPackage(join(inputs.dataFolder, 'providers', source, version, inputs.platform));
      const hash = await hashOf(files, inputs.hashes, inputs.onHashing);
      if (!locked.hashes.includes(hash)) {
        throw new FastDoubt(`the package of ${source} ${version} is not one that the lock file allows`);
      }
      return { source, version, hash, executable: join(files.folder, programIn(files, locked)), files };
    }),
  );
}

/** Throws FastDoubt when a package is not the one that was verified any more. */
export async function checkStillSame(packages: readonly VerifiedPackage[]): Promise<void> {
  for (const { files, source } of packages) {
    const now = await signatureOf(files.folder, files.names).catch(() => null);
    if (now !== files.signature) throw new FastDoubt(`the package of ${source} was changed during the plan`);
  }
}

async function hashOf(files: PackageFiles, hashes: SealedFolder, onHashing: () => void): Promise<string> {
  const name = `package-${createHash('sha256').update(files.folder).digest('hex')}`;
  const known = readKnown(await hashes.read(name));
  if (known?.signature === files.signature) return known.hash;
  onHashing();
  const hash = await packageHash(files);
  // Written to while it was read: the next scan reads it again.
  const after = await signatureOf(files.folder, files.names).catch(() => null);
  if (after !== files.signature) throw new FastDoubt('a provider package was changed while it was read');
  await hashes.write(name, Buffer.from(JSON.stringify({ signature: files.signature, hash })));
  return hash;
}

function readKnown(content: Buffer | null): z.infer<typeof KnownHash> | null {
  try {
    return content === null ? null : KnownHash.parse(JSON.parse(content.toString('utf8')));
  } catch {
    return null;
  }
}

/** The engine takes the first file that is named so; where there are several, it alone shall choose. */
function programIn({ names }: PackageFiles, { source }: LockedPackage): string {
  const wanted = `terraform-provider-${source.split('/').at(-1) ?? ''}`;
  const found = names.filter(
    (name) =>
      !name.includes('/') &&
      (name === wanted || /^[_.]/.test(name.slice(wanted.length))) &&
      name.startsWith(wanted),
  );
  const [program] = found;
  if (program === undefined || found.length > 1) {
    throw new FastDoubt(`the package of ${source} does not hold exactly one program`);
  }
  return program;
}
