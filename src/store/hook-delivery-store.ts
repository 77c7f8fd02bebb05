import type { HookDeliveries } from '#ports/hook-deliveries.ts';
import type { OpenDatabase } from './project-memory.ts';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** The deliveries of webhooks that a server took. */
export function hookDeliveries({ db, explain }: Pick<OpenDatabase, 'db' | 'explain'>): HookDeliveries {
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explain(error);
    }
  };
  return {
    wasTaken: (source, marks) =>
      asked(async () => {
        const found = await db
          .selectFrom('kedge.hook_delivery')
          .select('mark')
          .where('source', '=', source)
          .where('mark', 'in', marks)
          .limit(1)
          .execute();
        return found.length > 0;
      }),
    keep: (source, marks, at) =>
      asked(async () => {
        await db
          .insertInto('kedge.hook_delivery')
          .values(marks.map((mark) => ({ source, mark, at })))
          .onConflict((conflict) => conflict.columns(['source', 'mark']).doNothing())
          .execute();
        const old = new Date(Date.parse(at) - YEAR_MS);
        await db.deleteFrom('kedge.hook_delivery').where('at', '<', old).execute();
      }),
  };
}
