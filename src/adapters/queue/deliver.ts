import type { Transaction } from 'kysely';
import { fromKysely } from 'pg-boss';
import type { Tables } from '#store/tables.ts';
import { queueName } from './boss.ts';
import type { QueueParts } from './queue-parts.ts';

export interface Delivery {
  readonly id: string;
  readonly delivery: string;
  readonly task: string;
  readonly key: string | null;
  readonly priority: number;
  readonly startAfter: string | null;
}

/** In the transaction that writes the job's row. */
export async function deliver(
  { boss, laneOf }: QueueParts,
  transaction: Transaction<Tables>,
  { id, delivery, task, key, priority, startAfter }: Delivery,
): Promise<void> {
  const sent = await boss.send(
    queueName(laneOf(task)),
    { job: id },
    {
      id: delivery,
      priority,
      singletonKey: key ?? id,
      ...(startAfter === null ? {} : { startAfter: new Date(startAfter) }),
      db: fromKysely(transaction),
    },
  );
  if (sent === null) throw new Error(`The job ${id} (${task}) was not taken into the queue.`);
}
