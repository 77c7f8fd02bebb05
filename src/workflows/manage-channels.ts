import type { NoticeChannel } from '#domain/notice/notice-channel.ts';
import type { NoticeMessage } from '#domain/notice/notice-message.ts';
import type { ChannelOpener } from '#ports/channel-opener.ts';
import type { Clock } from '#ports/clock.ts';
import type { Outbox } from '#ports/outbox.ts';
import type { Timetable } from '#ports/timetable.ts';

export interface ChannelDependencies {
  readonly outbox: Outbox;
  readonly open: ChannelOpener;
  readonly timetable: Timetable;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** What a person may say of a channel. */
export type ChannelSaid = Pick<NoticeChannel, 'name' | 'settings' | 'immediate' | 'digest' | 'isDefault'>;

export type ChannelKept =
  | { readonly channel: NoticeChannel }
  | { readonly taken: string }
  | { readonly refused: string };

export async function addChannel(said: ChannelSaid, deps: ChannelDependencies): Promise<ChannelKept> {
  const at = deps.clock.now().toISOString();
  return keep({ ...said, id: deps.newId(), createdAt: at, updatedAt: at }, deps);
}

/** null: there is no such channel. */
export async function changeChannel(
  id: string,
  said: Partial<ChannelSaid>,
  deps: ChannelDependencies,
): Promise<ChannelKept | null> {
  const before = await deps.outbox.findChannel(id);
  if (before === null) return null;
  return keep({ ...before, ...said, updatedAt: deps.clock.now().toISOString() }, deps);
}

async function keep(
  channel: NoticeChannel,
  { outbox, timetable, clock }: ChannelDependencies,
): Promise<ChannelKept> {
  const { cron, timeZone } = channel.digest;
  if (timetable(cron, timeZone, clock.now()) === null) {
    return {
      refused: `The digest cannot be sent at ${JSON.stringify(cron)} in ${JSON.stringify(timeZone)}: that is no time that comes. Give five fields of cron, such as \`0 8 * * 1-5\`, and a time zone such as Europe/Berlin.`,
    };
  }
  return (await outbox.saveChannel(channel)) ? { channel } : { taken: channel.name };
}

/** What was said to be wrong, or null when the test message arrived; it is sent once. */
export async function testChannel(
  channel: NoticeChannel,
  { open, clock, newId }: ChannelDependencies,
): Promise<{ readonly problem: string | null }> {
  const opened = await open(channel.settings);
  if ('problem' in opened) return opened;
  const id = newId();
  const message = testMessage(channel.name, clock.now().toISOString());
  const mark = { id, notice: id, kind: 'post', about: null, maybeSentSince: null } as const;
  const outcome = await opened.channel.send(message, mark);
  return { problem: outcome.kind === 'delivered' ? (outcome.note ?? null) : outcome.why };
}

const testMessage = (name: string, at: string): NoticeMessage => ({
  topic: 'test',
  status: 'open',
  severity: null,
  title: 'Kedge reaches this channel',
  lines: [`This is a test of the channel ${name}. Nothing has happened.`],
  facts: [],
  link: null,
  at,
  calls: null,
});
