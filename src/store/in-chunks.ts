/**
 * Pieces of a list, for statements that carry many rows: PostgreSQL takes 65,535 values in one, and a statement of a few
 * hundred rows is as quick as any.
 */
export function* inChunks<T>(all: readonly T[], size = 250): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}
