import { z } from 'zod';
import { JsonSchema } from '#domain/json-schema.ts';
import { Instant, listOf, PageQuery, SourceName } from './list.ts';

export const AuditEntry = z.object({
  source: SourceName.nullable().describe('null: the log of the server itself.'),
  number: z.int().positive(),
  at: Instant,
  actor: z.string(),
  action: z.string().describe('`decision.made`, `fix.applied`, ...'),
  subject: z.string(),
  details: z.record(z.string(), JsonSchema),
  previous: z.string(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditQuery = PageQuery.extend({
  source: SourceName.optional(),
  action: z.string().max(100).optional(),
  actor: z.string().max(200).optional().describe('A part of the name.'),
  q: z.string().max(200).optional().describe('A part of the subject or of the details.'),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

/** `GET /api/v1/audit`, newest first. */
export const AuditList = listOf(AuditEntry);
export type AuditList = z.infer<typeof AuditList>;

/** One chain, recomputed up to its head. */
export const AuditChain = z.object({
  source: SourceName.nullable().describe('null: of the server itself.'),
  entries: z.int().nonnegative(),
  head: z.object({ number: z.int().nonnegative(), hash: z.string() }),
  verified: z.int().nonnegative().describe('How many entries, from the first, are as they were written.'),
  holds: z.boolean(),
  fault: z.object({ number: z.int(), wrong: z.string(), sentence: z.string() }).nullable(),
  checked_at: Instant,
});
export type AuditChain = z.infer<typeof AuditChain>;

/** `GET /api/v1/audit/state` */
export const AuditState = z.object({ chains: z.array(AuditChain) });
export type AuditState = z.infer<typeof AuditState>;
