import { z } from 'zod';
import { SIGN_IN_WAYS, type Session } from '#domain/fleet/session.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import type { Database } from './tables.ts';

const SessionRow = z
  .object({
    id: z.string(),
    person: z.string(),
    way: z.enum(SIGN_IN_WAYS),
    digest: z.string(),
    previous_digest: z.string().nullable(),
    csrf: z.string(),
    created_at: Instant,
    seen_at: Instant,
    renewed_at: Instant,
  })
  .transform(({ previous_digest, created_at, seen_at, renewed_at, ...row }): Session => ({
    ...row,
    previousDigest: previous_digest,
    createdAt: created_at,
    seenAt: seen_at,
    renewedAt: renewed_at,
  }));

export async function sessionByDigest(db: Database, digest: string): Promise<Session | null> {
  const row = await db
    .selectFrom('kedge.session')
    .selectAll()
    .where((eb) => eb.or([eb('digest', '=', digest), eb('previous_digest', '=', digest)]))
    .executeTakeFirst();
  return row === undefined ? null : readRow(SessionRow, row, `the session ${row.id}`);
}

export async function findSession(db: Database, id: string): Promise<Session | null> {
  const row = await db.selectFrom('kedge.session').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : readRow(SessionRow, row, `the session ${id}`);
}

export async function addSession(db: Database, session: Session): Promise<void> {
  const { id, person, way, digest, previousDigest, csrf, createdAt, seenAt, renewedAt } = session;
  await db
    .insertInto('kedge.session')
    .values({
      id,
      person,
      way,
      digest,
      previous_digest: previousDigest,
      csrf,
      created_at: storedInstant(createdAt),
      seen_at: storedInstant(seenAt),
      renewed_at: storedInstant(renewedAt),
    })
    .execute();
}

export async function noteSessionSeen(db: Database, id: string, at: string): Promise<void> {
  await db
    .updateTable('kedge.session')
    .set({ seen_at: storedInstant(at) })
    .where('id', '=', id)
    .execute();
}

export async function renewSession(
  db: Database,
  id: string,
  from: string,
  to: string,
  at: string,
): Promise<boolean> {
  const instant = storedInstant(at);
  const { numUpdatedRows } = await db
    .updateTable('kedge.session')
    .set({ digest: to, previous_digest: from, renewed_at: instant, seen_at: instant })
    .where('id', '=', id)
    .where('digest', '=', from)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function endSession(db: Database, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('kedge.session').where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function endSessions(
  db: Database,
  { person, except }: { readonly person: string; readonly except: string | null },
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('kedge.session')
    .where('person', '=', person)
    .where('id', '<>', except ?? '')
    .executeTakeFirst();
  return Number(numDeletedRows);
}
