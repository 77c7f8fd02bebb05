import type { WebClient } from '@slack/web-api';
import type { NoticeMessage } from '#domain/notice/notice-message.ts';
import type { Channel, Delivered, DeliveryMark } from '#ports/channel.ts';
import { findMember } from './find-member.ts';
import { findSent } from './find-sent.ts';
import { slackBlocks, slackText } from './slack-blocks.ts';
import { slackClient, type SlackAccess } from './slack-client.ts';
import { slackOutcome } from './slack-outcome.ts';

export interface SlackParts extends SlackAccess {
  readonly conversation: string;
}

/** The event type of the metadata that a message carries, by which it is found again. */
export const METADATA_TYPE = 'kedge_delivery';

/** A channel of Slack. Retries are the outbox's: the client itself tries once. */
export function slackChannel(parts: SlackParts): Channel {
  const client = slackClient(parts);
  const post = (message: NoticeMessage, mark: DeliveryMark, thread: string | null): Promise<Delivered> =>
    tried(async () => {
      const sent = await findSent(client, parts.conversation, mark, thread);
      return sent ?? postMessage(client, parts.conversation, message, mark, thread);
    });
  const edit = (reference: string, message: NoticeMessage): Promise<Delivered> =>
    tried(async () => {
      const { channel, ts } = placeOf(reference);
      await client.chat.update({ channel, ts, text: slackText(message), blocks: slackBlocks(message) });
      return reference;
    });
  return {
    edits: true,
    send: (message, mark) => post(message, mark, null),
    update: edit,
    close: edit,
    reply: async (reference, message, mark) => {
      const outcome = await post(message, mark, placeOf(reference).ts);
      // What follows still belongs to the message above.
      return outcome.kind === 'delivered' ? { ...outcome, reference } : outcome;
    },
  };
}

async function postMessage(
  client: WebClient,
  conversation: string,
  message: NoticeMessage,
  { id, notice }: DeliveryMark,
  thread: string | null,
): Promise<string> {
  const member = message.calls === null ? null : await findMember(client, message.calls.who);
  const answer = await client.chat.postMessage({
    channel: conversation,
    text: slackText(message, member),
    blocks: slackBlocks(message, member),
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: METADATA_TYPE, event_payload: { delivery: id, notice } },
    ...(thread === null ? {} : threadOf(thread, message)),
  });
  if (answer.channel === undefined || answer.ts === undefined) {
    throw new Error('Slack took the message and did not say where it stands.');
  }
  return `${answer.channel}:${answer.ts}`;
}

/** What cannot wait is seen in the channel, too, and not only by those who follow the thread. */
const threadOf = (thread: string, { calls }: NoticeMessage) =>
  calls?.urgent === true ? { thread_ts: thread, reply_broadcast: true as const } : { thread_ts: thread };

async function tried(work: () => Promise<string>): Promise<Delivered> {
  try {
    return { kind: 'delivered', reference: await work() };
  } catch (error) {
    return slackOutcome(error);
  }
}

function placeOf(reference: string): { readonly channel: string; readonly ts: string } {
  const [channel = '', ts = ''] = reference.split(':');
  return { channel, ts };
}
