import { readFile } from 'node:fs/promises';
import type { TestDatabase } from '#test/databases.ts';

interface Line {
  readonly line: string;
}

/**
 * The schema `kedge` as SQL, by a query of the catalogue: pg_dump cannot ask PGlite. It is the same text from every
 * version of PostgreSQL.
 */
export async function dumpSchema(database: TestDatabase): Promise<string> {
  const query = await readFile(new URL('schema-dump.sql', import.meta.url), 'utf8');
  const rows = (await database.run(query)) as readonly unknown[] as readonly Line[];
  return `${rows.map(({ line }) => line).join('\n\n')}\n`;
}
