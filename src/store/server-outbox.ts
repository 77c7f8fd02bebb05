import type { Transaction } from 'kysely';
import type { Outbox } from '#ports/outbox.ts';
import { channels, findChannel, removeChannel, saveChannel } from './channel-store.ts';
import { changeAt, unansweredChanges, untoldChanges } from './change-notice-store.ts';
import { claimDelivery, settleDelivery } from './delivery-claim.ts';
import { deliveries, deliveryCounts, findDelivery, retryDelivery } from './delivery-list.ts';
import { digestOf, digestsDoneAt, noteDigest } from './digest-store.ts';
import { tidyNotices, unanswered, untold } from './notice-sweep.ts';
import type { OpenDatabase } from './project-memory.ts';
import type { Tables } from './tables.ts';

/** The outbox of a server in its open database. Closing the database is for whoever opened it. */
export function serverOutbox({ db, explain }: OpenDatabase): Outbox {
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explain(error);
    }
  };
  const changed = <T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> =>
    asked(() => db.transaction().execute(work));
  return {
    channels: () => asked(() => channels(db)),
    findChannel: (id) => asked(() => findChannel(db, id)),
    saveChannel: (channel) => changed((transaction) => saveChannel(transaction, channel)),
    removeChannel: (id, at) => changed((transaction) => removeChannel(transaction, id, at)),
    counts: () => asked(() => deliveryCounts(db)),
    claim: (now, leaseMs) => changed((transaction) => claimDelivery(transaction, now, leaseMs)),
    settle: (claimed, end, now) => changed((transaction) => settleDelivery(transaction, claimed, end, now)),
    nextDue: () =>
      asked(async () => {
        const row = await db
          .selectFrom('kedge.delivery')
          .select('due_at')
          .where('state', '=', 'waiting')
          .orderBy('due_at')
          .limit(1)
          .executeTakeFirst();
        return row?.due_at.toISOString() ?? null;
      }),
    deliveries: (query) => asked(() => deliveries(db, query)),
    findDelivery: (id) => asked(() => findDelivery(db, id)),
    retry: (id, now) => changed((transaction) => retryDelivery(transaction, id, now)),
    digestOf: (channel, since) => asked(() => digestOf(db, channel, since)),
    digestsDoneAt: () => asked(() => digestsDoneAt(db)),
    noteDigest: (channel, before, now, said) =>
      changed((transaction) => noteDigest(transaction, channel, before, now, said)),
    untold: (limit) => asked(() => untold(db, limit)),
    unanswered: (criticalBefore, highBefore) => asked(() => unanswered(db, criticalBefore, highBefore)),
    untoldChanges: (limit) => asked(() => untoldChanges(db, limit)),
    unansweredChanges: (now, limit) => asked(() => unansweredChanges(db, now, limit)),
    changeAt: (channel, reference) => asked(() => changeAt(db, channel, reference)),
    tidy: (before) => changed((transaction) => tidyNotices(transaction, before)),
  };
}
