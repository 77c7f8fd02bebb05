import { z } from 'zod';
import { httpReceiver, type Answer, type HttpReceiver, type ReceivedRequest } from './http-receiver.ts';

/** A message as somebody sees it in Slack. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | null;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly delivery: string | null;
  readonly edits: number;
  /** Of a reply: it stands in the channel, too. */
  readonly broadcast: boolean;
}

/** Somebody in the workspace, or seen from it. */
export interface SlackMember {
  readonly email?: string;
  readonly team?: string;
  readonly deleted?: boolean;
  readonly isBot?: boolean;
  readonly isRestricted?: boolean;
}

/** The part of Slack's Web API that Kedge calls, over real HTTP: what Slack refuses, it refuses. */
export interface SlackStandIn extends Pick<HttpReceiver, 'answer' | 'received' | 'close'> {
  /** For `slackApiUrl`. */
  readonly apiUrl: string;
  readonly messages: () => readonly SlackMessage[];
  /** It takes a message at once, and says so this much later. */
  answerAfter(ms: number): void;
  /** The app may not read the channel from now on. */
  forbidHistory(): void;
  member(id: string, member: SlackMember): void;
}

export const STAND_IN_TOKEN = 'xoxb-stand-in-token';
export const STAND_IN_CHANNEL = 'C0123456789';
export const STAND_IN_TEAM = 'T0STANDIN';

const Form = z.record(z.string(), z.string());
const HEADER_LIMIT = 150;
const FIELD_LIMIT = 10;

export async function slackStandIn(): Promise<SlackStandIn> {
  const messages: SlackMessage[] = [];
  let mayRead = true;
  let delayMs = 0;
  let count = 0;
  const post = (form: Readonly<Record<string, string>>): object => {
    count += 1;
    const ts = `${1_780_000_000 + count}.000100`;
    const metadata = JSON.parse(form['metadata'] ?? 'null') as {
      event_payload?: { delivery?: string };
    } | null;
    messages.push({
      channel: form['channel'] ?? '',
      ts,
      thread: form['thread_ts'] ?? null,
      text: form['text'] ?? '',
      blocks: JSON.parse(form['blocks'] ?? '[]') as unknown[],
      delivery: metadata?.event_payload?.delivery ?? null,
      edits: 0,
      broadcast: form['reply_broadcast'] === 'true',
    });
    return { ok: true, channel: form['channel'], ts };
  };
  const update = (form: Readonly<Record<string, string>>): object => {
    const at = messages.findIndex(({ ts }) => ts === form['ts']);
    const found = messages[at];
    if (found === undefined) return { ok: false, error: 'message_not_found' };
    messages[at] = {
      ...found,
      text: form['text'] ?? '',
      blocks: JSON.parse(form['blocks'] ?? '[]') as unknown[],
      edits: found.edits + 1,
    };
    return { ok: true, channel: found.channel, ts: found.ts };
  };
  const read = (form: Readonly<Record<string, string>>): object =>
    mayRead
      ? {
          ok: true,
          messages: messages
            .filter(({ thread }) => thread === (form['ts'] ?? null))
            .map(({ ts, delivery }) => ({
              ts,
              ...(delivery === null
                ? {}
                : { metadata: { event_type: 'kedge_delivery', event_payload: { delivery } } }),
            })),
        }
      : { ok: false, error: 'missing_scope', needed: 'channels:history' };

  const members = new Map<string, SlackMember>();
  const userOf = (id: string, { email, team, deleted, isBot, isRestricted }: SlackMember): object => ({
    id,
    team_id: team ?? STAND_IN_TEAM,
    deleted: deleted ?? false,
    is_bot: isBot ?? false,
    is_restricted: isRestricted ?? false,
    profile: { real_name: 'As they call themselves', ...(email === undefined ? {} : { email }) },
  });
  const lookUp = (form: Readonly<Record<string, string>>): object => {
    const [id, found] = [...members].find(([, { email }]) => email === form['email']) ?? [];
    return id === undefined || found === undefined
      ? { ok: false, error: 'users_not_found' }
      : { ok: true, user: userOf(id, found) };
  };
  const info = (form: Readonly<Record<string, string>>): object => {
    const id = form['user'] ?? '';
    const found = members.get(id);
    return found === undefined
      ? { ok: false, error: 'user_not_found' }
      : { ok: true, user: userOf(id, found) };
  };

  /** Those that concern no channel. */
  const PEOPLE: Readonly<Record<string, (form: Readonly<Record<string, string>>) => object>> = {
    '/api/auth.test': () => ({ ok: true, team_id: STAND_IN_TEAM, user_id: 'U0KEDGE', bot_id: 'B0KEDGE' }),
    '/api/users.lookupByEmail': lookUp,
    '/api/users.info': info,
  };
  const METHODS: Readonly<Record<string, (form: Readonly<Record<string, string>>) => object>> = {
    '/api/chat.postMessage': post,
    '/api/chat.update': update,
    '/api/conversations.history': read,
    '/api/conversations.replies': read,
  };
  const answerTo = (request: ReceivedRequest): object => {
    if (request.headers['authorization'] !== `Bearer ${STAND_IN_TOKEN}`) {
      return { ok: false, error: 'invalid_auth' };
    }
    const form = Form.parse(Object.fromEntries(new URLSearchParams(request.body)));
    const people = PEOPLE[request.path];
    if (people !== undefined) return people(form);
    if (form['channel'] !== STAND_IN_CHANNEL) return { ok: false, error: 'channel_not_found' };
    if (!blocksFit(form['blocks'] ?? '[]')) return { ok: false, error: 'invalid_blocks' };
    return METHODS[request.path]?.(form) ?? { ok: false, error: 'unknown_method' };
  };
  const receiver = await httpReceiver((request): Answer => json(answerTo(request), delayMs));
  return {
    apiUrl: `${receiver.url}/api/`,
    answer: receiver.answer,
    received: receiver.received,
    close: receiver.close,
    messages: () => messages,
    answerAfter: (ms) => {
      delayMs = ms;
    },
    member: (id, member) => {
      members.set(id, member);
    },
    forbidHistory: () => {
      mayRead = false;
    },
  };
}

const json = (body: object, delayMs: number): Answer => ({
  status: 200,
  delayMs,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const Blocks = z.array(
  z.object({
    type: z.string(),
    text: z.object({ text: z.string().min(1).max(3_000) }).optional(),
    fields: z
      .array(z.object({ text: z.string().min(1).max(2_000) }))
      .max(FIELD_LIMIT)
      .optional(),
  }),
);

function blocksFit(text: string): boolean {
  const read = Blocks.safeParse(JSON.parse(text));
  return (
    read.success &&
    read.data.every(({ type, text: shown }) => type !== 'header' || (shown?.text.length ?? 0) <= HEADER_LIMIT)
  );
}
