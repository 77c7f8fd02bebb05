import { z } from '@hono/zod-openapi';

/** What every list takes. `z.object({...}).extend(PageQuery.shape)` adds filters. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).openapi({ description: 'How many at most.' }),
  cursor: z.string().min(1).max(1000).optional().openapi({ description: '`next` of the page before.' }),
});

/** What every list answers with. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item).readonly(),
    next: z
      .string()
      .nullable()
      .openapi({ description: '`cursor` of the next page; null: this is the last.' }),
    total: z.int().openapi({ description: 'How many there are over all pages.' }),
  });

/** An instant as the API writes it. */
export const Instant = z.string().openapi({ format: 'date-time', example: '2026-01-31T12:00:00.000Z' });
