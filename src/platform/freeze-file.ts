import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { FreezeBook } from '#ports/freeze-book.ts';
import { parseTime } from './metric-file.ts';

const Moment = z.string().transform((text, context) => {
  const ms = parseTime(text);
  if (Number.isNaN(ms)) context.addIssue({ code: 'custom', message: `${text} is no day or time` });
  return ms;
});

const Calendar = z.array(
  z
    .strictObject({ from: Moment, to: Moment, why: z.string().min(1) })
    .refine(({ from, to }) => to > from, 'ends before it begins'),
);

/** A list of `from`, `to` (days or times, UTC) and `why`. */
export const createFreezeBook = (root: string): FreezeBook => ({
  async read(file) {
    try {
      const read = Calendar.safeParse(
        parse(await readFile(resolve(root, file), 'utf8'), { schema: 'failsafe', maxAliasCount: 0 }),
      );
      if (!read.success) {
        const [issue] = read.error.issues;
        return {
          problem: `The freeze calendar ${file} cannot be used: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`,
        };
      }
      return { freezes: read.data.map(({ from, to, why }) => ({ fromMs: from, toMs: to, why })) };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'no YAML';
      return { problem: `The freeze calendar ${file} could not be read (${code}).` };
    }
  },
});
