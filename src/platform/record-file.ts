import { parse } from 'yaml';
import { z } from 'zod';
import { isCalendarDay } from '#domain/decision/calendar-day.ts';
import { RECORD_FORMAT } from '#domain/decision/decision-record.ts';
import { DECISION_KINDS } from '#domain/decision/decision.ts';

const Day = z.string().refine(isCalendarDay, { error: 'must be a day written as YYYY-MM-DD' });

const Baseline = z.object({
  fingerprint: z.string().regex(/^[0-9a-f]{12}$/, { error: 'must be 12 hexadecimal digits' }),
  reality: z.string().min(1),
  intent: z.string().min(1).optional(),
  until: Day,
});

/** What is read back of a record's front matter. */
export const RecordHead = z
  .object({
    kedge: z.literal(RECORD_FORMAT),
    decision: z.string().min(1),
    status: z.string().min(1),
    kind: z.enum(DECISION_KINDS),
    'decision-makers': z.array(z.string().min(1)).min(1),
    owner: z.string().min(1),
    reason: z.string().min(1),
    baselines: z.array(Baseline).optional(),
  })
  .refine(({ kind, baselines }) => kind !== 'accept' || baselines !== undefined, {
    error: 'must be there for an acceptance',
    path: ['baselines'],
  });
export type RecordHead = z.infer<typeof RecordHead>;

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?\r?\n)---[ \t]*(?:\r?\n|$)/;
/** The line that says so even where the rest is damaged. */
const OURS = /^kedge:/m;

export type ReadRecord =
  | { readonly head: RecordHead }
  /** A decision of another kind, or no decision. */
  | { readonly notOurs: true }
  /** A sentence. */
  | { readonly problem: string };

/**
 * Reads the front matter of a decision record. The folder may hold Markdown of other kinds.
 */
export function parseDecisionRecord(text: string): ReadRecord {
  const written = FRONT_MATTER.exec(text)?.[1];
  if (written === undefined) {
    return /^\uFEFF?---/.test(text) && OURS.test(text)
      ? { problem: 'Its front matter is not closed by a line `---`.' }
      : { notOurs: true };
  }
  if (!OURS.test(written)) return { notOurs: true };
  const data = yamlOf(written);
  if ('problem' in data) return data;
  const read = RecordHead.safeParse(data.value);
  if (read.success) return { head: read.data };
  const [issue] = read.error.issues;
  return {
    problem: `Its front matter cannot be used: \`${issue?.path.join('.') ?? ''}\`: ${issue?.message ?? ''}.`,
  };
}

function yamlOf(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: parse(text, { maxAliasCount: 0 }) };
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { problem: `Its front matter is not valid YAML: ${line.replace(/[:.]\s*$/, '')}.` };
  }
}

/** The text with another status in its front matter, every other byte as it was; null: it has no status. */
export function withStatus(text: string, status: string): string | null {
  const front = FRONT_MATTER.exec(text);
  if (front === null) return null;
  const start = front[0].indexOf(front[1] ?? '');
  const line = /^status:[^\r\n]*/m.exec(front[1] ?? '');
  if (line === null) return null;
  const at = start + line.index;
  return `${text.slice(0, at)}status: ${JSON.stringify(status)}${text.slice(at + line[0].length)}`;
}
