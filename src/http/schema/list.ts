import { z } from 'zod';

export const MOST_ITEMS = 200;

/** Of every list: how many, and where the page before ended. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MOST_ITEMS).default(50).describe('How many items at most.'),
  cursor: z.string().min(1).max(4000).optional().describe('`next` of the page before; opaque.'),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** A page of a list. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe('`cursor` of the next page; null: this was the last.'),
    total: z.int().nonnegative().describe('How many fit the query over all pages.'),
    total_is: z
      .enum(['exact', 'recent', 'at_least'])
      .describe(
        '`recent`: counted a few seconds ago at most; `at_least`: counting stopped there, there may be more.',
      ),
  });

/** A word or several, separated by commas or by repeating the parameter. */
export const oneOrMore = <T extends z.ZodType>(each: T) =>
  z.preprocess(
    (said) =>
      said === undefined
        ? undefined
        : [said].flat().flatMap((text) => (typeof text === 'string' ? text.split(',') : [text])),
    z.array(each).min(1).max(200).optional(),
  );

/** Query parameters are text: `drift=false` means false. */
export const yesOrNo = z.enum(['true', 'false']).transform((said) => said === 'true');

/** The name of a source. */
export const SourceName = z
  .string()
  .max(100)
  .regex(/^[a-z0-9][a-z0-9-]*$/);

/** The id of a stack inside its source: `envs/prod`, `envs/prod@blue`. In an address its slashes are escaped. */
export const StackId = z.string().min(1).max(1000);

export const Fingerprint = z.string().regex(/^[0-9a-f]{4,64}$/);

export const Instant = z.iso.datetime().describe('ISO 8601, UTC.');

/** Counts by severity. */
export const SeverityCounts = z.object({
  critical: z.int().nonnegative(),
  high: z.int().nonnegative(),
  medium: z.int().nonnegative(),
  low: z.int().nonnegative(),
});
export type SeverityCounts = z.infer<typeof SeverityCounts>;
