import type { Memory } from '#ports/memory.ts';
import { openDatabase, type DatabaseSettings } from './open-database.ts';
import { projectMemory } from './project-memory.ts';

export interface MemorySettings extends DatabaseSettings {
  /** One database holds the memory of many. */
  readonly project: string;
}

/**
 * Opens what Kedge remembers of a project and brings the schema up to date. `refused` is a sentence for a person. The
 * memory must be closed: until then the folder is locked and the process stays alive.
 */
export async function openMemory({
  project,
  ...settings
}: MemorySettings): Promise<{ readonly memory: Memory } | { readonly refused: string }> {
  const opened = await openDatabase(settings);
  if ('refused' in opened) return opened;
  try {
    return { memory: await projectMemory(opened.database, project) };
  } catch (error) {
    await opened.database.close(false);
    throw error;
  }
}
