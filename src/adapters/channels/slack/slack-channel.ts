import { LogLevel, WebClient } from '@slack/web-api';
import type { NoticeMessage } from '#domain/notice/notice-message.ts';
import type { Channel, Delivered, DeliveryMark } from '#ports/channel.ts';
import { findSent } from './find-sent.ts';
import { slackBlocks, slackText } from './slack-blocks.ts';
import { slackOutcome } from './slack-outcome.ts';

export interface SlackParts {
  readonly token: string;
  readonly conversation: string;
  /** Another than Slack's own, such as that of GovSlack. */
  readonly apiUrl: string | null;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** The event type of the metadata that a message carries, by which it is found again. */
export const METADATA_TYPE = 'kedge_delivery';

/** A channel of Slack. Retries are the outbox's: the client itself tries once. */
export function slackChannel(parts: SlackParts): Channel {
  const client = new WebClient(parts.token, {
    ...(parts.apiUrl === null ? {} : { slackApiUrl: parts.apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: parts.timeoutMs ?? TIMEOUT_MS,
    logger: SILENT,
  });
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
  const answer = await client.chat.postMessage({
    channel: conversation,
    text: slackText(message),
    blocks: slackBlocks(message),
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: METADATA_TYPE, event_payload: { delivery: id, notice } },
    ...(thread === null ? {} : { thread_ts: thread }),
  });
  if (answer.channel === undefined || answer.ts === undefined) {
    throw new Error('Slack took the message and did not say where it stands.');
  }
  return `${answer.channel}:${answer.ts}`;
}

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
