import { z } from 'zod';

/** A timestamptz as a driver gives it, to ISO 8601 in UTC with milliseconds. */
export const Instant = z.date().transform((date) => date.toISOString());

/** JSON with names, as evidence and details are. */
export const StoredObject = z.record(z.string(), z.json());

/**
 * A row as the schema has it. Throws when it is not: something other than Kedge has written into the database, and to go
 * on with a half-read row would be to report on a guess.
 */
export function readRow<T>(schema: z.ZodType<T>, row: unknown, what: string): T {
  const read = schema.safeParse(row);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'the row' : issue.path.join('.');
  throw new Error(
    `Cannot read ${what} from Kedge's memory: ${place} is damaged (${issue?.message ?? 'not as it was written'}). ` +
      'Restore the database from a backup, or remove the row.',
  );
}

/**
 * An instant for a timestamptz column. Throws on another form: it would come back in the usual one, and a hash over the
 * two would differ.
 */
export function storedInstant(text: string): string {
  const date = new Date(text);
  if (!Number.isNaN(date.getTime()) && date.toISOString() === text) return text;
  throw new Error(
    `Cannot remember the instant ${JSON.stringify(text)}: it is not ISO 8601 in UTC with milliseconds, such as 2026-01-31T12:00:00.000Z.`,
  );
}

export const storedInstantOrNull = (text: string | null): string | null =>
  text === null ? null : storedInstant(text);
