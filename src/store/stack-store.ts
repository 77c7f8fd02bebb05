import { z } from 'zod';
import { Move } from '#domain/drift/report.ts';
import type { StackMemory } from '#ports/memory.ts';
import { readRow } from './read-row.ts';
import { scanOf } from './scan-store.ts';
import { jsonText } from './stored-text.ts';
import type { Database } from './tables.ts';

const StackRow = z.object({
  stack: z.string(),
  path: z.string(),
  owner: z.string().nullable(),
  moves: z.array(Move),
});

/** In the order of their names. */
export async function stacks(db: Database, project: number): Promise<readonly StackMemory[]> {
  const rows = await knownStacks(db, project).orderBy('kedge.stack.stack').execute();
  return rows.map(stackOf);
}

export async function findStack(db: Database, project: number, stack: string): Promise<StackMemory | null> {
  const row = await knownStacks(db, project).where('kedge.stack.stack', '=', stack).executeTakeFirst();
  return row === undefined ? null : stackOf(row);
}

/** Each with the columns of its last scan; `id` is that scan's, and null when there is none. */
const knownStacks = (db: Database, project: number) =>
  db
    .selectFrom('kedge.stack')
    .leftJoin('kedge.scan', (join) =>
      join
        .onRef('kedge.scan.project_id', '=', 'kedge.stack.project_id')
        .onRef('kedge.scan.id', '=', 'kedge.stack.last_scan'),
    )
    .select([
      'kedge.stack.stack',
      'path',
      'owner',
      'moves',
      'id',
      'at',
      'status',
      'unknown',
      'unknown_text',
      'found',
      'reported',
      'suppressed',
      'drift',
      'resources_read',
      'evidence',
      'duration_ms',
      'way',
    ])
    .where('kedge.stack.project_id', '=', project);

function stackOf(row: { readonly stack: string; readonly id: string | null }): StackMemory {
  const stack = readRow(StackRow, row, `the stack ${row.stack}`);
  return { ...stack, lastScan: row.id === null ? null : scanOf({ ...row, id: row.id }) };
}

export async function saveStack(db: Database, project: number, stack: StackMemory): Promise<void> {
  const known = {
    path: stack.path,
    owner: stack.owner,
    last_scan: stack.lastScan?.id ?? null,
    moves: jsonText(stack.moves),
  };
  await db
    .insertInto('kedge.stack')
    .values({ project_id: project, stack: stack.stack, ...known })
    .onConflict((conflict) => conflict.columns(['project_id', 'stack']).doUpdateSet(known))
    .execute();
}
