import { sql } from 'kysely';
import { z } from 'zod';
import { TRIES_WINDOW_MS, type Tries, type TriesOf } from '#domain/fleet/sign-in-tries.ts';
import type { ProviderFlow, SignInLink } from '#ports/access.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import type { Database } from './tables.ts';

const LinkRow = z
  .object({ digest: z.string(), name: z.string(), email: z.string(), expires_at: Instant })
  .transform(({ expires_at, ...row }): SignInLink => ({ ...row, expiresAt: expires_at }));

export async function addLink(db: Database, { digest, name, email, expiresAt }: SignInLink): Promise<void> {
  await db
    .insertInto('kedge.sign_in_link')
    .values({ digest, name, email, expires_at: storedInstant(expiresAt) })
    .execute();
}

/** Read by removing it: of two that open it at once one finds nothing. */
export async function takeLink(db: Database, digest: string): Promise<SignInLink | null> {
  const row = await db
    .deleteFrom('kedge.sign_in_link')
    .where('digest', '=', digest)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : readRow(LinkRow, row, 'a sign-in link');
}

const FlowRow = z
  .object({
    digest: z.string(),
    state: z.string(),
    nonce: z.string(),
    verifier: z.string(),
    return_to: z.string(),
    expires_at: Instant,
  })
  .transform(({ return_to, expires_at, ...row }): ProviderFlow => ({
    ...row,
    returnTo: return_to,
    expiresAt: expires_at,
  }));

export async function keepFlow(db: Database, { returnTo, expiresAt, ...flow }: ProviderFlow): Promise<void> {
  await db
    .insertInto('kedge.provider_flow')
    .values({ ...flow, return_to: returnTo, expires_at: storedInstant(expiresAt) })
    .execute();
}

export async function takeFlow(db: Database, digest: string): Promise<ProviderFlow | null> {
  const row = await db
    .deleteFrom('kedge.provider_flow')
    .where('digest', '=', digest)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : readRow(FlowRow, row, 'a sign-in at the identity provider');
}

const TriesRow = z.object({ count: z.int(), since: Instant });

/** One after the other, each in one statement that adds and answers: two at once never see the same count. */
export async function countTries(
  db: Database,
  keys: Readonly<Record<TriesOf, string>>,
  now: string,
): Promise<readonly Tries[]> {
  const oldest = storedInstant(new Date(Date.parse(now) - TRIES_WINDOW_MS).toISOString());
  const counted: Tries[] = [];
  for (const [of, key] of Object.entries(keys) as readonly [TriesOf, string][]) {
    const row = await db
      .insertInto('kedge.sign_in_tries')
      .values({ key, count: 1, since: storedInstant(now) })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          count: sql`case when sign_in_tries.since <= ${oldest} then 1 else sign_in_tries.count + 1 end`,
          since: sql`case when sign_in_tries.since <= ${oldest} then excluded.since else sign_in_tries.since end`,
        }),
      )
      .returning(['count', 'since'])
      .executeTakeFirstOrThrow();
    counted.push({ of, ...readRow(TriesRow, row, 'tries to sign in') });
  }
  return counted;
}

export async function forgetTries(db: Database, keys: readonly string[]): Promise<void> {
  await db
    .deleteFrom('kedge.sign_in_tries')
    .where('key', 'in', [...keys])
    .execute();
}
