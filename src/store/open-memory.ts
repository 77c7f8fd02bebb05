import type { Memory } from '#ports/memory.ts';
import { openFolder } from './pglite-database.ts';
import { openPostgres } from './postgres-database.ts';
import { projectMemory } from './project-memory.ts';

export interface MemorySettings {
  /** `postgres://` or `postgresql://`; null: in the folder. */
  readonly databaseUrl: string | null;
  /** `.kedge` of the project, absolute. Not touched when there is a database. */
  readonly folder: string;
  /** One database holds the memory of many. */
  readonly project: string;
  /** For whoever finds the folder in use, such as `kedge fix`. */
  readonly command: string;
  readonly now: () => Date;
}

/**
 * Opens what Kedge remembers of a project and brings the schema up to date. `refused` is a sentence for a person. The
 * memory must be closed: until then the folder is locked and the process stays alive.
 */
export async function openMemory({
  databaseUrl,
  folder,
  project,
  command,
  now,
}: MemorySettings): Promise<{ readonly memory: Memory } | { readonly refused: string }> {
  const opened =
    databaseUrl === null
      ? await openFolder({ folder, command, now: now() })
      : await openPostgres(databaseUrl);
  if ('refused' in opened) return opened;
  try {
    return { memory: await projectMemory(opened.database, project) };
  } catch (error) {
    await opened.database.close(false);
    throw error;
  }
}
