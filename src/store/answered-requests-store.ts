import { sql } from 'kysely';
import type { AnsweredRequests, Claim, NamedRequest } from '#ports/answered-requests.ts';
import type { OpenDatabase } from './project-memory.ts';
import { storedInstant } from './read-row.ts';
import type { Database } from './tables.ts';

/** Whoever claimed a key and gave no answer for so long is dead, and the request may be carried out again. */
const ABANDONED_MS = 120_000;
/** So long a request that is sent again is known. */
const KEPT_MS = 86_400_000;

export function answeredRequests({ db, explain }: OpenDatabase): AnsweredRequests {
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explain(error);
    }
  };
  return {
    claim: (request) => asked(() => claim(db, request)),
    keep: ({ person, key }, { status, type, body }) =>
      asked(async () => {
        await db
          .updateTable('kedge.answered_request')
          .set({ status, type, body })
          .where('person', '=', person)
          .where('key', '=', key)
          .execute();
      }),
    release: ({ person, key }) =>
      asked(async () => {
        await db
          .deleteFrom('kedge.answered_request')
          .where('person', '=', person)
          .where('key', '=', key)
          .where('status', 'is', null)
          .execute();
      }),
  };
}

/** One statement takes the key: of two at once one has it. */
async function claim(db: Database, { person, key, digest, at }: NamedRequest): Promise<Claim> {
  const before = (ms: number): string => storedInstant(new Date(Date.parse(at) - ms).toISOString());
  const taken = await db
    .insertInto('kedge.answered_request')
    .values({ person, key, digest, at: storedInstant(at), status: null, type: null, body: null })
    .onConflict((conflict) =>
      conflict
        .columns(['person', 'key'])
        .doUpdateSet({ digest, at: storedInstant(at), status: null, type: null, body: null })
        .where(
          sql<boolean>`answered_request.at < ${before(KEPT_MS)}
            or (answered_request.status is null and answered_request.digest = ${digest} and answered_request.at < ${before(ABANDONED_MS)})`,
        ),
    )
    .returning('person')
    .executeTakeFirst();
  if (taken !== undefined) return { state: 'first' };
  const known = await db
    .selectFrom('kedge.answered_request')
    .select(['digest', 'status', 'type', 'body'])
    .where('person', '=', person)
    .where('key', '=', key)
    .executeTakeFirst();
  // Released in between: whoever had it gave no answer.
  if (known === undefined) return { state: 'running' };
  if (known.digest !== digest) return { state: 'other' };
  if (known.status === null) return { state: 'running' };
  return { state: 'answered', answer: { status: known.status, type: known.type, body: known.body } };
}
