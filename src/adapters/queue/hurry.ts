import type { Transaction } from 'kysely';
import { fromKysely } from 'pg-boss';
import { hurryJob, type WaitingJob } from '#store/job-store.ts';
import type { Tables } from '#store/tables.ts';
import { queueName } from './boss.ts';
import type { Delivery } from './deliver.ts';
import type { QueueParts } from './queue-parts.ts';

/** Somebody waits for what was to be done some time: the higher of both priorities and the earlier of both starts. */
export async function hurry(
  { boss, laneOf }: QueueParts,
  transaction: Transaction<Tables>,
  waiting: WaitingJob,
  { task, priority, startAfter }: Pick<Delivery, 'task' | 'priority' | 'startAfter'>,
  now: string,
): Promise<void> {
  const sooner = waiting.startAfter !== null && waiting.startAfter > (startAfter ?? now);
  if (waiting.priority >= priority && !sooner) return;
  const hurried = {
    priority: Math.max(waiting.priority, priority),
    startAfter: sooner ? startAfter : waiting.startAfter,
  };
  await hurryJob(transaction, waiting.id, hurried);
  await boss.update(queueName(laneOf(task)), undefined, {
    id: waiting.delivery,
    priority: hurried.priority,
    ...(sooner ? { startAfter: new Date(startAfter ?? now) } : {}),
    db: fromKysely(transaction),
  });
}
