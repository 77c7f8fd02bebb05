import { z } from 'zod';
import { DRIFT_EVENTS, type DriftEvent } from '#domain/drift/life/drift-event.ts';
import { inChunks } from './in-chunks.ts';
import { Instant, readRow, StoredObject, storedInstant } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { Database } from './tables.ts';

const COLUMNS = ['id', 'stack', 'fingerprint', 'at', 'kind', 'actor', 'text', 'evidence'] as const;

const EventRow = z
  .object({
    stack: z.string(),
    fingerprint: z.string(),
    at: Instant,
    kind: z.enum(DRIFT_EVENTS),
    actor: z.string().nullable(),
    text: z.string(),
    evidence: StoredObject,
  })
  .transform((row): DriftEvent => row);

const eventOf = (row: { readonly id: string }): DriftEvent => readRow(EventRow, row, `event ${row.id}`);

/** Events of one instant stay in the order in which they were added. */
export async function timeline(
  db: Database,
  project: number,
  stack: string,
  fingerprint: string,
): Promise<readonly DriftEvent[]> {
  const rows = await db
    .selectFrom('kedge.drift_event')
    .select(COLUMNS)
    .where('project_id', '=', project)
    .where('stack', '=', stack)
    .where('fingerprint', '=', fingerprint)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(eventOf);
}

export async function eventsSince(
  db: Database,
  project: number,
  since: string,
): Promise<readonly DriftEvent[]> {
  const rows = await db
    .selectFrom('kedge.drift_event')
    .select(COLUMNS)
    .where('project_id', '=', project)
    .where('at', '>=', new Date(since))
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(eventOf);
}

export async function addEvents(db: Database, project: number, events: readonly DriftEvent[]): Promise<void> {
  for (const some of inChunks(events)) {
    const rows = some.map(({ stack, fingerprint, at, kind, actor, text, evidence }) => ({
      project_id: project,
      stack,
      fingerprint,
      at: storedInstant(at),
      kind,
      actor,
      text,
      evidence: jsonText(evidence),
    }));
    await db.insertInto('kedge.drift_event').values(rows).execute();
  }
}
