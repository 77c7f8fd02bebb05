import { z } from 'zod';

const Id = z.string().regex(/^[A-Za-z0-9]{1,40}$/);
const Instant = z.string().regex(/^\d{1,12}\.\d{1,9}$/);

/** A message of a person below another. Edits, joins and what programs post have a subtype or a bot. */
export const SlackReply = z.object({
  // One message is both when it mentions the app.
  type: z.enum(['message', 'app_mention']),
  channel: Id,
  user: Id,
  ts: Instant,
  thread_ts: Instant,
  text: z.string().max(40_000),
  /** A reply that was also sent to the channel. */
  subtype: z.literal('thread_broadcast').optional(),
  bot_id: z.undefined().optional(),
});
export type SlackReply = z.infer<typeof SlackReply>;

/** What Slack sends, as far as it is looked at. */
export const SlackRequest = z.discriminatedUnion('type', [
  z.object({ type: z.literal('url_verification'), challenge: z.string().min(1).max(500) }),
  z.object({
    type: z.literal('event_callback'),
    event_id: Id,
    event: z.unknown(),
  }),
]);
export type SlackRequest = z.infer<typeof SlackRequest>;

/**
 * What somebody typed, of what Slack makes of it: without a mention of the app at its start, with links and names as they
 * read, and without the marks of the format around the first word.
 */
export const typedText = (text: string): string =>
  text
    .replace(/^\s*(?:<@[A-Z0-9]+(?:\|[^>]*)?>\s*)+/, '')
    .replaceAll(/<mailto:[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<[#!@][^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<([#!@][^>]*)>/g, '$1')
    .replaceAll(/<([^|>]*)(?:\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim()
    .replace(/^([*_~`]+)(\w+)\1/, '$2');
