import { z } from 'zod';
import { CHANNEL_WORDS } from './channel-word.ts';

/** A word that somebody said in the thread about a change, as it is kept until it is acted on. */
export const HeardWord = z.object({
  source: z.string(),
  change: z.string(),
  /** The notice in whose thread it was said. */
  notice: z.string(),
  /** The id of the channel. */
  channel: z.string(),
  /** As the chat names the person. */
  user: z.string(),
  word: z.enum(CHANNEL_WORDS),
  /** Redacted. */
  reason: z.string().nullable(),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** Tells the message from all others. */
  mark: z.string(),
});
export type HeardWord = z.infer<typeof HeardWord>;
