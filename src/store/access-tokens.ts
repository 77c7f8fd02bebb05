import { z } from 'zod';
import type { ApiToken } from '#domain/fleet/api-token.ts';
import { SCOPES } from '#domain/fleet/permission.ts';
import { Instant, readRow, storedInstant } from './read-row.ts';
import type { Database } from './tables.ts';

const TokenRow = z
  .object({
    id: z.string(),
    person: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)).readonly(),
    created_at: Instant,
    expires_at: Instant,
    last_used_at: Instant.nullable(),
  })
  .transform(({ created_at, expires_at, last_used_at, ...row }): ApiToken => ({
    ...row,
    createdAt: created_at,
    expiresAt: expires_at,
    lastUsedAt: last_used_at,
  }));

const tokenOf = (row: { readonly id: string } | undefined): ApiToken | null =>
  row === undefined ? null : readRow(TokenRow, row, `the token ${row.id}`);

const allTokens = (db: Database) =>
  db
    .selectFrom('kedge.api_token')
    .select(['id', 'person', 'name', 'scopes', 'created_at', 'expires_at', 'last_used_at']);

export async function tokens(db: Database, person: string | null): Promise<readonly ApiToken[]> {
  const found = person === null ? allTokens(db) : allTokens(db).where('person', '=', person);
  const rows = await found.orderBy('created_at', 'desc').orderBy('id').execute();
  return rows.flatMap((row) => tokenOf(row) ?? []);
}

export const findToken = async (db: Database, id: string): Promise<ApiToken | null> =>
  tokenOf(await allTokens(db).where('id', '=', id).executeTakeFirst());

export const tokenByDigest = async (db: Database, digest: string): Promise<ApiToken | null> =>
  tokenOf(await allTokens(db).where('digest', '=', digest).executeTakeFirst());

export async function addToken(db: Database, token: ApiToken, digest: string): Promise<void> {
  const { id, person, name, scopes, createdAt, expiresAt } = token;
  const dates = { created_at: storedInstant(createdAt), expires_at: storedInstant(expiresAt) };
  await db
    .insertInto('kedge.api_token')
    .values({ id, person, name, digest, scopes: [...scopes], ...dates, last_used_at: null })
    .execute();
}

export async function noteTokenUsed(db: Database, id: string, at: string): Promise<void> {
  await db
    .updateTable('kedge.api_token')
    .set({ last_used_at: storedInstant(at) })
    .where('id', '=', id)
    .execute();
}

export async function removeToken(db: Database, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('kedge.api_token').where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function removeTokens(db: Database, person: string): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('kedge.api_token')
    .where('person', '=', person)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
