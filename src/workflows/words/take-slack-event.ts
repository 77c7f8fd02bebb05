import { spokenWord } from '#domain/change/channel-word.ts';
import type { HeardWord } from '#domain/change/heard-word.ts';
import type { HookHeaders } from '#domain/fleet/hook/signature.ts';
import { SlackReply, SlackRequest, typedText } from '#domain/fleet/hook/slack-event.ts';
import { signedBySlack } from '#domain/fleet/hook/slack-signature.ts';
import type { NoticeChannel } from '#domain/notice/notice-channel.ts';
import type { Clock } from '#ports/clock.ts';
import type { HookDeliveries } from '#ports/hook-deliveries.ts';
import type { Outbox } from '#ports/outbox.ts';
import type { SecretSource } from '#ports/secret-source.ts';

export interface TakeSlackDependencies {
  readonly outbox: Pick<Outbox, 'channels' | 'changeAt'>;
  readonly deliveries: HookDeliveries;
  readonly secrets: SecretSource;
  readonly clock: Clock;
  readonly redactText: (text: string) => string;
  /** Keeps a word until it is acted on; it must outlive the request. */
  readonly keep: (word: HeardWord) => Promise<void>;
}

export interface SlackAsked {
  readonly header: HookHeaders;
  readonly body: Uint8Array;
}

export type SlackTaken =
  /** Slack asks whether this is the right place. */
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'taken' }
  /** Well signed, and no word for anybody here. */
  | { readonly kind: 'left'; readonly why: string }
  /** Sent again. */
  | { readonly kind: 'replayed' }
  /** Not signed by the secret of a channel here, or not of late: whoever asks is not told which. */
  | { readonly kind: 'not_trusted' }
  /** A secret is not to be had, so nobody can tell. */
  | { readonly kind: 'no_secret' };

/**
 * Takes what Slack tells: signed by the app of a channel here, new, and a word of a person in the thread about a change.
 * What people say besides is left alone.
 */
export async function takeSlackEvent(asked: SlackAsked, deps: TakeSlackDependencies): Promise<SlackTaken> {
  const signed = await signersOf(asked, deps);
  if ('kind' in signed) return signed;
  const request = readRequest(asked.body);
  if (request === null) return { kind: 'left', why: 'It is nothing that is looked at here.' };
  if (request.type === 'url_verification') return { kind: 'challenge', challenge: request.challenge };
  const reply = SlackReply.safeParse(request.event);
  if (!reply.success) return { kind: 'left', why: 'It is no answer of a person in a thread.' };
  return takeReply(request.event_id, reply.data, signed.channels, deps);
}

/** Channels whose app signed it. Each secret is asked once, however many channels name it. */
async function signersOf(
  { header, body }: SlackAsked,
  { outbox, secrets, clock }: TakeSlackDependencies,
): Promise<
  { readonly channels: readonly NoticeChannel[] } | Extract<SlackTaken, { kind: 'not_trusted' | 'no_secret' }>
> {
  const channels = await outbox.channels();
  const bySecret = Map.groupBy(channels, ({ settings }) =>
    settings.kind === 'slack' && settings.signing_secret !== null
      ? JSON.stringify(settings.signing_secret)
      : '',
  );
  const signers: NoticeChannel[] = [];
  let missing = false;
  for (const [key, of] of bySecret) {
    const settings = of[0]?.settings;
    if (key === '' || settings?.kind !== 'slack' || settings.signing_secret === null) continue;
    const read = await secrets(settings.signing_secret);
    if ('problem' in read) missing = true;
    else if (signedBySlack(read.secret, header, body, clock.now().getTime()) === 'good') signers.push(...of);
  }
  if (signers.length > 0) return { channels: signers };
  return { kind: missing ? 'no_secret' : 'not_trusted' };
}

function readRequest(body: Uint8Array): SlackRequest | null {
  try {
    const read = SlackRequest.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

async function takeReply(
  event: string,
  reply: SlackReply,
  channels: readonly NoticeChannel[],
  { outbox, deliveries, clock, redactText, keep }: TakeSlackDependencies,
): Promise<SlackTaken> {
  const spoken = spokenWord(typedText(reply.text));
  if (spoken === null || reply.ts === reply.thread_ts)
    return { kind: 'left', why: 'It is no word for Kedge.' };
  const reference = `${reply.channel}:${reply.thread_ts}`;
  const found = await threadIn(channels, reference, outbox);
  if (found === null) return { kind: 'left', why: 'It stands in no thread about a change.' };
  // The id of an event is one of its sending; a message that mentions the app comes as two events.
  const mark = `message ${reply.channel}:${reply.ts}`;
  const marks = [`event ${event}`, mark];
  if (await deliveries.wasTaken(SLACK, marks)) return { kind: 'replayed' };
  const { thread, channel } = found;
  await keep({
    ...thread,
    channel,
    user: reply.user,
    word: spoken.word,
    reason: spoken.reason === null ? null : redactText(spoken.reason),
    at: new Date(Math.min(Number(reply.ts) * 1000, clock.now().getTime())).toISOString(),
    mark,
  });
  // Afterwards: killed in between, Slack sends it again, and what is kept twice counts once.
  await deliveries.keep(SLACK, marks, clock.now().toISOString());
  return { kind: 'taken' };
}

/** No name of a source: those have no colon. */
const SLACK = 'chat:slack';

async function threadIn(
  channels: readonly NoticeChannel[],
  reference: string,
  { changeAt }: TakeSlackDependencies['outbox'],
) {
  for (const { id } of channels) {
    const thread = await changeAt(id, reference);
    if (thread !== null) return { thread, channel: id };
  }
  return null;
}
