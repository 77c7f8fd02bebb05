import { takeToken, type RateLimit, type RateTaken } from '#domain/fleet/rate-bucket.ts';
import type { Database } from './tables.ts';

/** The row stays locked between reading and writing: two workers cannot take one token. */
export function takeRate(db: Database, account: string, limit: RateLimit, nowMs: number): Promise<RateTaken> {
  return db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('kedge.rate_bucket')
      .values({ account, tokens: limit.burst, at_ms: nowMs })
      .onConflict((conflict) => conflict.column('account').doNothing())
      .execute();
    const row = await transaction
      .selectFrom('kedge.rate_bucket')
      .select(['tokens', 'at_ms'])
      .where('account', '=', account)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const { bucket, answer } = takeToken({ tokens: row.tokens, atMs: row.at_ms }, limit, nowMs);
    await transaction
      .updateTable('kedge.rate_bucket')
      .set({ tokens: bucket.tokens, at_ms: bucket.atMs })
      .where('account', '=', account)
      .execute();
    return answer;
  });
}
