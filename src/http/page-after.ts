/** A page of a list that is short enough to be in hand as a whole, such as people. */
export function pageAfter<Item>(
  items: readonly Item[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  key: (item: Item) => string,
): { items: Item[]; next: string | null; total: number; total_is: 'exact' } {
  const after = cursor === undefined ? 0 : items.findIndex((item) => key(item) === cursor) + 1;
  const page = items.slice(after, after + limit);
  const last = page.at(-1);
  const next = last !== undefined && after + limit < items.length ? key(last) : null;
  return { items: page, next, total: items.length, total_is: 'exact' };
}
