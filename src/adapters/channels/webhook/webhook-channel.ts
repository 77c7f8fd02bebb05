import type { SettingsOf } from '#domain/notice/channel-settings.ts';
import type { NoticeMessage } from '#domain/notice/notice-message.ts';
import type { Channel, Delivered, DeliveryMark } from '#ports/channel.ts';
import { outcomeOf } from '../outbound/answer-outcome.ts';
import { postJson, type Resolve } from '../outbound/post-json.ts';
import { signatureHeaders } from './signature.ts';

export interface WebhookParts {
  readonly settings: SettingsOf<'webhook'>;
  readonly secret: string;
  readonly now: () => Date;
  readonly resolve?: Resolve;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const SHORTEST_SECRET = 16;

/**
 * JSON to an address of the team's own. The receiver knows by `notice` what belongs together and by `id` what it has
 * had already, so every message is sent as it is.
 */
export function webhookChannel(
  parts: WebhookParts,
): { readonly channel: Channel } | { readonly problem: string } {
  if (parts.secret.length < SHORTEST_SECRET) {
    return {
      problem: `the secret that requests are signed with is shorter than ${SHORTEST_SECRET} characters. Make a longer one, for example with \`openssl rand -base64 32\`.`,
    };
  }
  const send = (message: NoticeMessage, mark: DeliveryMark): Promise<Delivered> =>
    deliver(parts, message, mark);
  return {
    channel: {
      edits: true,
      send,
      update: (_reference, message, mark) => send(message, mark),
      close: (_reference, message, mark) => send(message, mark),
      reply: (_reference, message, mark) => send(message, mark),
    },
  };
}

async function deliver(
  { settings, secret, now, resolve, timeoutMs = TIMEOUT_MS }: WebhookParts,
  message: NoticeMessage,
  { id, notice, kind }: DeliveryMark,
): Promise<Delivered> {
  const body = JSON.stringify({ id, type: `notice.${kind}`, notice, message });
  const posted = await postJson({
    url: new URL(settings.url),
    body,
    headers: signatureHeaders(secret, id, now(), body),
    allowPrivate: settings.allow_private,
    timeoutMs,
    ...(resolve === undefined ? {} : { resolve }),
  });
  return outcomeOf(posted, notice, now());
}
