import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { DeliveryMark } from '#ports/channel.ts';

/** Clocks differ: what was sent a little before we began may be ours. */
const SLACK_S = 120;
const MOST = 200;

const Found = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({ event_payload: z.object({ delivery: z.string() }) })
        .optional()
        .catch(undefined),
    }),
  ),
});

/**
 * Where a message stands that an earlier attempt may have sent before it was cut off. Null: it is not there, or the app
 * may not look (it lacks channels:history, or the channel is named and not given by its id): then a second one is better
 * than none.
 */
export async function findSent(
  client: WebClient,
  conversation: string,
  { id, maybeSentSince }: DeliveryMark,
  thread: string | null,
): Promise<string | null> {
  if (maybeSentSince === null || conversation.startsWith('#')) return null;
  const oldest = String(Date.parse(maybeSentSince) / 1000 - SLACK_S);
  const question = { channel: conversation, oldest, limit: MOST, include_all_metadata: true };
  try {
    const answer =
      thread === null
        ? await client.conversations.history(question)
        : await client.conversations.replies({ ...question, ts: thread });
    const found = Found.safeParse(answer);
    const sent = found.data?.messages.find(({ metadata }) => metadata?.event_payload.delivery === id);
    return sent === undefined ? null : `${conversation}:${sent.ts}`;
  } catch (error) {
    if (error instanceof WebAPIPlatformError && error.data.error === 'missing_scope') return null;
    throw error;
  }
}
