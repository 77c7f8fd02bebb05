import { z } from 'zod';
import { SEVERITIES } from '../drift/severity.ts';
import { NOTICE_TOPICS } from './notice.ts';

/** What a channel shows, before it knows how: every text is redacted, one line and of bounded length. */
export const NoticeMessage = z
  .object({
    topic: z.enum(NOTICE_TOPICS),
    status: z.enum(['open', 'closed']),
    severity: z.enum(SEVERITIES).nullable(),
    title: z.string().describe('What happened, in one line.'),
    lines: z.array(z.string()).describe('What there is to say, the most important first.'),
    facts: z.array(z.object({ name: z.string(), value: z.string() })),
    link: z.object({ text: z.string(), url: z.string() }).nullable().describe('The next step.'),
    at: z.string().describe('When this was so; ISO 8601, UTC.'),
    calls: z
      .object({
        who: z.string().describe('`Name <email>`, or what of it is known.'),
        urgent: z.boolean().describe('It cannot wait.'),
      })
      .nullable()
      .default(null)
      .describe('Who is called by name; null: nobody in particular.'),
  })
  .meta({ id: 'NoticeMessage' });
export type NoticeMessage = z.infer<typeof NoticeMessage>;

/** What every channel takes: Slack refuses a header over 150 characters, Teams a card over 28 KB. */
export const LIMITS = { title: 150, line: 300, lines: 12, factName: 40, factValue: 200, facts: 8 } as const;
