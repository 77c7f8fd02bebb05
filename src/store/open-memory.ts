import type { Memory } from '#ports/memory.ts';
import { isOtherDigestKey, OTHER_DIGEST_KEY } from './digest-key-store.ts';
import { openDatabase, type DatabaseSettings } from './open-database.ts';
import { projectMemory } from './project-memory.ts';

export interface MemorySettings extends DatabaseSettings {
  /** One database holds the memory of many. */
  readonly project: string;
  /** Of the key that makes the digests; not given: nobody asks whose they are. */
  readonly keyProof?: string;
}

/**
 * Opens what Kedge remembers of a project and brings the schema up to date. `refused` is a sentence for a person. The
 * memory must be closed: until then the folder is locked and the process stays alive.
 */
export async function openMemory({
  project,
  keyProof,
  ...settings
}: MemorySettings): Promise<{ readonly memory: Memory } | { readonly refused: string }> {
  const opened = await openDatabase(settings);
  if ('refused' in opened) return opened;
  const { db } = opened.database;
  try {
    const at = settings.now().toISOString();
    // An embedded one lets nobody in beside the server.
    if (
      keyProof !== undefined &&
      settings.databaseUrl !== null &&
      (await isOtherDigestKey(db, keyProof, at))
    ) {
      await opened.database.close(false);
      return { refused: OTHER_DIGEST_KEY };
    }
    return { memory: await projectMemory(opened.database, project) };
  } catch (error) {
    await opened.database.close(false);
    throw error;
  }
}
