import { openFolder } from './pglite-database.ts';
import { openPostgres } from './postgres-database.ts';
import type { OpenDatabase } from './project-memory.ts';

export interface DatabaseSettings {
  /** `postgres://` or `postgresql://`; null: in the folder. */
  readonly databaseUrl: string | null;
  /** Absolute. Not touched when there is a database. */
  readonly folder: string;
  /** For whoever finds the folder in use, such as `kedge fix`. */
  readonly command: string;
  readonly now: () => Date;
  /** At once, to a PostgreSQL; without a word as many as a command needs. */
  readonly connections?: number;
}

/**
 * Opens the database and brings its schema up to date. `refused` is a sentence for a person. It must be closed: until
 * then the folder is locked and the process stays alive.
 */
export function openDatabase({
  databaseUrl,
  folder,
  command,
  now,
  connections,
}: DatabaseSettings): Promise<{ readonly database: OpenDatabase } | { readonly refused: string }> {
  return databaseUrl === null
    ? openFolder({ folder, command, now: now() })
    : openPostgres(databaseUrl, connections);
}
