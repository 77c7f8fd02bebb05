import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { PrivateCache } from '#platform/private-cache.ts';
import { openSealedFolder, type SealedFolder } from './sealed-folder.ts';

/** What fast scans keep on this machine. All of it may be deleted at any time. */
export interface FastCaches {
  /** What providers say of their types: some megabytes for each package. */
  readonly schemas: SealedFolder;
  readonly hashes: SealedFolder;
  /** Keyed digests of accepted provider configurations. */
  readonly accepted: SealedFolder;
  readonly verdicts: SealedFolder;
  /** 32 bytes that never leave this machine. */
  readonly key: Uint8Array;
  /** Where the two outputs are kept when an audit finds a difference. */
  readonly differences: string;
}

const MEGABYTE = 2 ** 20;

export async function openFastCaches(cache: PrivateCache): Promise<FastCaches> {
  const root = await cache.sharedFolder('fast');
  const open = (name: string, maxBytes: number): Promise<SealedFolder> =>
    openSealedFolder(join(root, name), maxBytes);
  return {
    schemas: await open('schemas', 256 * MEGABYTE),
    hashes: await open('hashes', MEGABYTE),
    accepted: await open('accepted', MEGABYTE / 8),
    verdicts: await open('verdicts', MEGABYTE),
    key: createHmac('sha256', await cache.digestKey())
      .update('fast scans')
      .digest(),
    differences: join(root, 'differences'),
  };
}
