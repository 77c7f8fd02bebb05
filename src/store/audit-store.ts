import type { Transaction } from 'kysely';
import { z } from 'zod';
import { auditHash, EMPTY_CHAIN, type ChainHead } from '#domain/audit/audit-chain.ts';
import type { AuditEntry, AuditFacts } from '#domain/audit/audit-entry.ts';
import { storableFacts } from '#domain/audit/storable-facts.ts';
import { Instant, readRow, StoredObject, storedInstant } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { Database, Tables } from './tables.ts';

const EntryRow = z
  .object({
    number: z.int(),
    at: Instant,
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    details: StoredObject,
    previous: z.string(),
    hash: z.string(),
  })
  .transform((row): AuditEntry => row);

export const auditEntryOf = (row: { readonly number: number }): AuditEntry =>
  readRow(EntryRow, row, `entry ${row.number} of the audit log`);

export async function auditEntries(
  db: Database,
  project: number,
  after: number,
  limit: number,
): Promise<readonly AuditEntry[]> {
  const rows = await db
    .selectFrom('kedge.audit_entry')
    .select(['number', 'at', 'actor', 'action', 'subject', 'details', 'previous', 'hash'])
    .where('project_id', '=', project)
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map(auditEntryOf);
}

export async function auditHead(db: Database, project: number): Promise<ChainHead> {
  const head = await db
    .selectFrom('kedge.audit_head')
    .select(['number', 'hash'])
    .where('project_id', '=', project)
    .executeTakeFirst();
  return head ?? EMPTY_CHAIN;
}

/** The head stays locked until the transaction ends: two entries cannot take one number. */
export async function appendAudit(
  transaction: Transaction<Tables>,
  project: number,
  said: AuditFacts,
): Promise<AuditEntry> {
  const head = await lockedHead(transaction, project);
  const facts = storableFacts({ ...said, at: storedInstant(said.at) });
  const number = head.number + 1;
  const chained = { number, previous: head.hash, hash: auditHash(head.hash, number, facts) };
  await transaction
    .insertInto('kedge.audit_entry')
    .values({ project_id: project, ...facts, ...chained, details: jsonText(facts.details) })
    .execute();
  await transaction
    .updateTable('kedge.audit_head')
    .set({ number, hash: chained.hash })
    .where('project_id', '=', project)
    .execute();
  return { ...facts, ...chained };
}

async function lockedHead(transaction: Transaction<Tables>, project: number): Promise<ChainHead> {
  await transaction
    .insertInto('kedge.audit_head')
    .values({ project_id: project, ...EMPTY_CHAIN })
    .onConflict((conflict) => conflict.column('project_id').doNothing())
    .execute();
  return transaction
    .selectFrom('kedge.audit_head')
    .select(['number', 'hash'])
    .where('project_id', '=', project)
    .forUpdate()
    .executeTakeFirstOrThrow();
}
