import type { z } from 'zod';
import { StackList, type Stack } from '#http/schema/stacks.ts';
import type { ListedStack } from '../drift/listed-stack.ts';
import type { KedgeServer, Query } from './kedge-server.ts';

const MOST_A_PAGE = 200;

export interface Listed<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  readonly total: number;
  readonly atLeast: boolean;
}

/** What every list answers with. */
type ListSchema<T> = z.ZodType<{
  readonly items: readonly T[];
  readonly next: string | null;
  readonly total: number;
  readonly total_is: 'exact' | 'recent' | 'at_least';
}>;

/** At most `limit` items from a cursor on, page by page; limit null: all of them. */
export async function listed<T>(
  server: KedgeServer,
  path: string,
  schema: ListSchema<T>,
  query: Query,
  { limit, after }: { readonly limit: number | null; readonly after: string | null },
): Promise<Listed<T>> {
  const items: T[] = [];
  for (let cursor = after; ;) {
    const left = limit === null ? MOST_A_PAGE : Math.min(MOST_A_PAGE, limit - items.length);
    const page = await server.read(path, schema, { ...query, limit: left, cursor });
    items.push(...page.items);
    if (page.next === null || (limit !== null && items.length >= limit)) {
      return { items, next: page.next, total: page.total, atLeast: page.total_is === 'at_least' };
    }
    cursor = page.next;
  }
}

export const allStacks = async (server: KedgeServer, query: Query = {}): Promise<readonly Stack[]> =>
  (await listed(server, '/stacks', StackList, query, { limit: null, after: null })).items;

/** As the printers of drift take a stack. One that was not read for too long counts as unread, whatever was read then. */
export const listedStackOf = ({ source, stack, owner, status, last_scan_at: at }: Stack): ListedStack => ({
  source,
  stack,
  owner,
  lastScan: at === null || status === 'never' ? null : { at, status },
});
