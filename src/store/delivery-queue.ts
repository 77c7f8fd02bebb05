import type { DeliveryKind, DeliveryState } from '#domain/notice/delivery.ts';
import type { NewDelivery } from '#ports/notice-book.ts';
import { storedInstant } from './read-row.ts';
import { jsonText } from './stored-text.ts';
import type { Database } from './tables.ts';

/** What has waited untried gives way to a later one that says the same anew. */
const GIVES_WAY: Readonly<Record<DeliveryKind, readonly DeliveryKind[]>> = {
  post: [],
  edit: ['edit'],
  reply: ['reply'],
  close: ['edit', 'reply'],
};

/** What was tried may have arrived, so it stays: only what nobody can have seen is put aside. */
export async function queueDelivery(db: Database, delivery: NewDelivery): Promise<void> {
  const { notice, kind, at, problem } = delivery;
  if (problem !== null) {
    await insert(db, delivery, { state: 'dead', ended_at: storedInstant(at), problem });
    return;
  }
  await putAside(db, notice, GIVES_WAY[kind], at);
  if (kind === 'edit' && (await rewritePost(db, delivery))) return;
  // Over before anybody was told: nobody needs to hear that it was.
  const untold = kind === 'close' && (await putAside(db, notice, ['post'], at, ['waiting', 'dead']));
  // The post that waits is written over by the edit beside this, and calls as loudly.
  const doubled = kind === 'reply' && (await postWaits(db, notice));
  await insert(
    db,
    delivery,
    untold || doubled
      ? { state: 'quiet', ended_at: storedInstant(at) }
      : { state: 'waiting', ended_at: null },
  );
}

/** Every word of a conversation arrives; only how it stood gives way to how it stands. */
export async function sayDelivery(db: Database, delivery: NewDelivery): Promise<void> {
  const { notice, kind, at, problem } = delivery;
  if (problem !== null) {
    await insert(db, delivery, { state: 'dead', ended_at: storedInstant(at), problem });
    return;
  }
  if (kind === 'edit' || kind === 'close') await putAside(db, notice, ['edit'], at);
  if (kind === 'edit' && (await rewritePost(db, delivery))) return;
  await insert(db, delivery, { state: 'waiting', ended_at: null });
}

async function putAside(
  db: Database,
  notice: string,
  kinds: readonly DeliveryKind[],
  at: string,
  states: readonly DeliveryState[] = ['waiting'],
): Promise<boolean> {
  if (kinds.length === 0) return false;
  const { numUpdatedRows } = await db
    .updateTable('kedge.delivery')
    .set({ state: 'superseded', ended_at: storedInstant(at) })
    .where('notice_id', '=', notice)
    .where('state', 'in', states)
    .where('attempts', '=', 0)
    .where('kind', 'in', kinds)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

async function rewritePost(db: Database, { notice, message }: NewDelivery): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('kedge.delivery')
    .set({ message: jsonText(message) })
    .where('notice_id', '=', notice)
    .where('state', '=', 'waiting')
    .where('attempts', '=', 0)
    .where('kind', '=', 'post')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

async function postWaits(db: Database, notice: string): Promise<boolean> {
  const row = await db
    .selectFrom('kedge.delivery')
    .select('id')
    .where('notice_id', '=', notice)
    .where('state', '=', 'waiting')
    .where('attempts', '=', 0)
    .where('kind', '=', 'post')
    .executeTakeFirst();
  return row !== undefined;
}

async function insert(
  db: Database,
  { id, notice, kind, message, at }: NewDelivery,
  end: { readonly state: string; readonly ended_at: string | null; readonly problem?: string },
): Promise<void> {
  await db
    .insertInto('kedge.delivery')
    .values({
      id,
      notice_id: notice,
      kind,
      message: jsonText(message),
      due_at: storedInstant(at),
      created_at: storedInstant(at),
      problem: null,
      ...end,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}
