import type { Database } from './tables.ts';
import { storedInstant } from './read-row.ts';

/** Who comes to a database, by the key that makes its digests. */
export interface DigestKeyUser {
  /** Made of the key; tells nothing about it. */
  readonly proof: string;
  /** ISO 8601. */
  readonly at: string;
  /** Nobody else can work on this database: a lock keeps others out. */
  readonly alone: boolean;
}

/** `in_use`: others work here with another one. */
export type DigestKeyAnswer = 'same' | 'changed' | 'in_use';

/** Workers say every 5 seconds that they live; the clocks of their machines may differ. */
const HEARD_MS = 60_000;

/**
 * Settles which key makes the digests of a database: everybody's who works on it, because a secret that one of them saw
 * must be recognised by the others. A new one is taken when nobody works with the one before.
 */
export function settleDigestKey(db: Database, user: DigestKeyUser): Promise<DigestKeyAnswer> {
  const { proof, at, alone } = user;
  return db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('kedge.digest_key')
      .values({ proof, since: storedInstant(at) })
      .onConflict((conflict) => conflict.column('one').doNothing())
      .execute();
    const row = await transaction
      .selectFrom('kedge.digest_key')
      .select(['proof', 'since'])
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (row.proof === proof) return 'same';
    // Of one that has just settled it nothing else may have been heard yet.
    const heard = new Date(Date.parse(at) - HEARD_MS);
    if (!alone && (new Date(row.since) >= heard || (await isHeardOf(transaction, heard)))) return 'in_use';
    await transaction
      .updateTable('kedge.digest_key')
      .set({ proof, since: storedInstant(at) })
      .execute();
    return 'changed';
  });
}

/** Whether somebody works on the database with another key, for one who only comes by. */
export async function isOtherDigestKey(db: Database, proof: string, at: string): Promise<boolean> {
  const row = await db.selectFrom('kedge.digest_key').select('proof').executeTakeFirst();
  if (row === undefined || row.proof === proof) return false;
  return isHeardOf(db, new Date(Date.parse(at) - HEARD_MS));
}

async function isHeardOf(db: Database, since: Date): Promise<boolean> {
  const worker = await db
    .selectFrom('kedge.worker')
    .select('id')
    .where('seen_at', '>=', since)
    .limit(1)
    .executeTakeFirst();
  return worker !== undefined;
}

export const OTHER_DIGEST_KEY =
  'Others work on this database with another key of the digests that stand for secrets: what one of them remembers as the same secret would look changed to this one, and decisions about it would be refused. Give every machine the same KEDGE_DIGEST_KEY (make one with: openssl rand -hex 32). To change the key, end all of them first and wait a minute.';
