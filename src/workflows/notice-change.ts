import { callIn } from '#domain/change/call-event.ts';
import type { Change } from '#domain/change/change.ts';
import { changeReply } from '#domain/notice/change-reply.ts';
import { changeMessage, isOver, movedMessage, type ChangeSubject } from '#domain/notice/change-text.ts';
import { messageDigest } from '#domain/notice/message-digest.ts';
import type { Notice } from '#domain/notice/notice.ts';
import { hearsAnswers, type NoticeChannel } from '#domain/notice/notice-channel.ts';
import type { NoticeMessage } from '#domain/notice/notice-message.ts';
import { routeChange } from '#domain/notice/route-notice.ts';
import type { MemoryChange } from '#ports/memory.ts';
import type { ToldNotice, ToldOfChange } from '#ports/notice-book.ts';
import type { NoticeSettings } from './notice-stack.ts';

export type ChangeNoticeSettings = Pick<NoticeSettings, 'now' | 'newId' | 'links' | 'redactText'>;

const NOTHING_TOLD: ToldOfChange = { message: '', event: '0' };

/**
 * Brings what the people of a change know to how it stands, inside the change of memory that made it so: one message in
 * the one channel that it declares, and a word in its thread for each event that was not told yet. Whatever was missed is
 * made up for.
 */
export async function noticeChange(
  { notices }: Pick<MemoryChange, 'notices'>,
  change: Change,
  settings: ChangeNoticeSettings,
): Promise<{ readonly queued: number }> {
  const source = await notices.source();
  if (source === null) return { queued: 0 };
  const known = await notices.noticesOfChange(change.id);
  const route = routeChange(change.id, change.declaration.channel, await notices.channels());
  const channel = 'channel' in route ? route.channel : null;
  const now = settings.now().toISOString();
  const { links, redactText } = settings;
  const subject = {
    change,
    source,
    links,
    redactText,
    now,
    hears: channel !== null && hearsAnswers(channel),
  };
  const pass: Pass = {
    notices,
    settings,
    subject,
    channel,
    problem: 'problem' in route ? route.problem : null,
  };
  const open = known.filter(({ notice }) => notice.state === 'open');
  const isHere = ({ notice }: ToldNotice): boolean => notice.channel === (channel?.id ?? null);
  // What is over may be closed later, settle otherwise, or be opened again: the same thread hears of it.
  const here = open.find(isHere) ?? known.find(isHere);
  let queued = 0;
  for (const other of open) if (other !== here) queued += await moveAway(pass, other);
  if (here !== undefined) queued += await follow(pass, here);
  else if (!isOver(change.state)) queued += await begin(pass);
  return { queued };
}

interface Pass {
  readonly notices: MemoryChange['notices'];
  readonly settings: ChangeNoticeSettings;
  readonly subject: ChangeSubject;
  readonly channel: NoticeChannel | null;
  /** Why there is no channel. */
  readonly problem: string | null;
}

/** The message says how it stands; what led there before anybody listened is not told one by one. */
async function begin(pass: Pass): Promise<number> {
  const { notices, settings, subject, channel } = pass;
  const { change, now } = subject;
  const message = changeMessage(subject);
  const notice: Notice = {
    id: settings.newId(),
    channel: channel?.id ?? null,
    topic: 'change',
    key: change.id,
    state: 'open',
    way: 'immediate',
    severity: 'low',
    title: message.title,
    openedAt: now,
    updatedAt: now,
    closedAt: null,
    timesReopened: 0,
    ended: {},
    calledAbout: 0,
    calledAt: now,
  };
  await notices.saveNotice(notice);
  // Who is waited for hears it with the first message, too.
  const calls = change.state === 'holding' ? { who: change.declaration.owner, urgent: false } : null;
  await say(pass, notice.id, 'post', { ...message, calls });
  const events = await notices.eventsBehind(change.id, NOTHING_TOLD.event);
  await notices.keepTold(notice.id, {
    message: messageDigest(message),
    event: events.at(-1)?.number ?? NOTHING_TOLD.event,
  });
  return 1;
}

async function follow(pass: Pass, { notice, told }: ToldNotice): Promise<number> {
  const { notices, subject, channel } = pass;
  const { change, now } = subject;
  let queued = 0;
  const events = await notices.eventsBehind(change.id, told.event);
  for (const { event } of events) {
    const message = changeReply(event, subject);
    // Where nobody can be told, a call stands in the list of deliveries, and news need not.
    const calls = callIn(event) === 'ask' || callIn(event) === 'page';
    if (message === null || (channel === null && !calls)) continue;
    await say(pass, notice.id, 'reply', message);
    queued += 1;
  }
  const message = changeMessage(subject);
  const digest = messageDigest(message);
  const over = isOver(change.state);
  const state = over ? 'closed' : 'open';
  if (digest !== told.message || notice.state !== state) {
    await notices.saveNotice({
      ...notice,
      title: message.title,
      updatedAt: now,
      state,
      closedAt: over ? (notice.closedAt ?? now) : null,
      timesReopened: notice.timesReopened + (notice.state === 'closed' && !over ? 1 : 0),
    });
    if (channel !== null) await say(pass, notice.id, over ? 'close' : 'edit', message);
    queued += 1;
  }
  const event = events.at(-1)?.number ?? told.event;
  if (digest !== told.message || event !== told.event)
    await notices.keepTold(notice.id, { message: digest, event });
  return queued;
}

/** It is told in another channel from now on, such as after another declaration. */
async function moveAway({ notices, settings, subject }: Pass, { notice }: ToldNotice): Promise<number> {
  const { now } = subject;
  await notices.saveNotice({ ...notice, state: 'closed', updatedAt: now, closedAt: now });
  const delivery = {
    id: settings.newId(),
    notice: notice.id,
    message: movedMessage(subject),
    at: now,
    problem: null,
  };
  // What could never be sent needs no end: the entry that says so gives way.
  if (notice.channel === null) await notices.queue({ ...delivery, kind: 'close' });
  else await notices.say({ ...delivery, kind: 'close' });
  return 1;
}

const say = (
  { notices, settings, subject, channel, problem }: Pass,
  notice: string,
  kind: 'post' | 'edit' | 'reply' | 'close',
  message: NoticeMessage,
): Promise<void> =>
  notices.say({
    id: settings.newId(),
    notice,
    kind,
    message,
    at: subject.now,
    problem: channel === null ? problem : null,
  });
