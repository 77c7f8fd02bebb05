import { z } from 'zod';
import { SourceName, StackId } from './list.ts';

/** What `POST /hooks/git/:source` did. */
export const PushAnswer = z.object({
  taken: z.boolean(),
  job: z.string().nullable().describe('The sync that reads the push; null: there is nothing to do.'),
  why: z.string(),
});
export type PushAnswer = z.infer<typeof PushAnswer>;

/** `POST /hooks/scan` */
export const ScanOrder = z.object({
  source: SourceName,
  stack: StackId.optional().describe('Default: all stacks of the source.'),
});
export type ScanOrder = z.infer<typeof ScanOrder>;

export const ScanOrdered = z.object({
  jobs: z.array(z.object({ stack: StackId, job: z.string() })),
});
export type ScanOrdered = z.infer<typeof ScanOrdered>;

/** `POST /hooks/slack` */
export const SlackAnswer = z
  .object({
    challenge: z.string().optional().describe('What Slack asks for when the address is set up.'),
    taken: z.boolean().optional(),
    why: z.string().optional().describe('Why there is nothing to do.'),
  })
  .meta({ id: 'SlackAnswer' });
export type SlackAnswer = z.infer<typeof SlackAnswer>;
