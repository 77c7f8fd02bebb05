import { z } from 'zod';
import { DELIVERY_KINDS, DELIVERY_STATES, type Delivery } from '#domain/notice/delivery.ts';
import { NoticeMessage } from '#domain/notice/notice-message.ts';
import { Instant } from './read-row.ts';
import type { DeliveryTable } from './tables.ts';

export const DELIVERY_COLUMNS = [
  'kedge.delivery.id',
  'kedge.delivery.notice_id',
  'kedge.delivery.kind',
  'kedge.delivery.message',
  'kedge.delivery.state',
  'kedge.delivery.attempts',
  'kedge.delivery.due_at',
  'kedge.delivery.created_at',
  'kedge.delivery.ended_at',
  'kedge.delivery.problem',
] as const satisfies readonly `kedge.delivery.${keyof DeliveryTable}`[];

export const DeliveryRow = z
  .object({
    id: z.string(),
    notice_id: z.string(),
    kind: z.enum(DELIVERY_KINDS),
    message: NoticeMessage,
    state: z.enum(DELIVERY_STATES),
    attempts: z.int(),
    due_at: Instant,
    created_at: Instant,
    ended_at: Instant.nullable(),
    problem: z.string().nullable(),
  })
  .transform((row): Delivery => ({
    id: row.id,
    notice: row.notice_id,
    kind: row.kind,
    message: row.message,
    state: row.state,
    attempts: row.attempts,
    dueAt: row.due_at,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    problem: row.problem,
  }));
