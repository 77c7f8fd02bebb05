import type { z } from 'zod';
import type { Json } from '#domain/json.ts';

/** Where a page of a list ended, as an opaque text. */
export const cursorText = (place: Json): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** null: the text did not come from a page of this list. */
export function placeIn<T>(schema: z.ZodType<T>, cursor: string): T | null {
  try {
    const read = schema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
