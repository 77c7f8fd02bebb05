import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { PrivateCache } from '#platform/private-cache.ts';
import { openSealedFolder, type SealedFolder } from './fast/sealed-folder.ts';

/** What a program answered when it was asked for its version, or that the answer is another one in other folders. */
const Answer = z.union([
  z.object({ version: z.string(), platform: z.string().nullable() }),
  z.object({ variesBy: z.literal('folder') }),
]);
export type VersionAnswer = z.infer<typeof Answer>;

/**
 * Answers that outlive a run, because asking costs a start of the engine. They are believed of one file as it lies there,
 * and each plan says again which version ran.
 */
export interface EngineVersions {
  recall(fileIdentity: string): Promise<VersionAnswer | null>;
  keep(fileIdentity: string, answer: VersionAnswer): Promise<void>;
}

const MAX_BYTES = 64 * 1024;

export async function openEngineVersions(cache: PrivateCache): Promise<EngineVersions> {
  const folder = await openFolder(cache);
  return folder === null ? FORGETFUL : versionsIn(folder);
}

/** Where nothing can be kept every run asks. */
const FORGETFUL: EngineVersions = { recall: () => Promise.resolve(null), keep: () => Promise.resolve() };

async function openFolder(cache: PrivateCache): Promise<SealedFolder | null> {
  try {
    return await openSealedFolder(join(await cache.sharedFolder('fast'), 'engines'), MAX_BYTES);
  } catch {
    return null;
  }
}

function versionsIn(folder: SealedFolder): EngineVersions {
  return {
    recall: async (identity) => readAnswer(await folder.read(entryOf(identity))),
    keep: (identity, answer) => folder.write(entryOf(identity), Buffer.from(JSON.stringify(answer))),
  };
}

const entryOf = (identity: string): string => createHash('sha256').update(identity).digest('hex');

function readAnswer(content: Buffer | null): VersionAnswer | null {
  try {
    return content === null ? null : Answer.parse(JSON.parse(content.toString('utf8')));
  } catch {
    return null;
  }
}
