import { digestMessage } from '#domain/notice/digest-text.ts';
import type { Notice } from '#domain/notice/notice.ts';
import type { NoticeChannel } from '#domain/notice/notice-channel.ts';
import type { NoticeMessage } from '#domain/notice/notice-message.ts';
import { callMessage } from '#domain/notice/notice-text.ts';
import type { Memory } from '#ports/memory.ts';
import type { Outbox, SaidOnce } from '#ports/outbox.ts';
import type { Timetable } from '#ports/timetable.ts';
import { callAgain as callAgainAboutChange } from './change/call-again.ts';
import { noticeChange } from './notice-change.ts';
import { noticeStack, type NoticeSettings, type SettingsOfNotices } from './notice-stack.ts';

export interface TendParts {
  readonly outbox: Outbox;
  readonly memoryOf: (source: string) => Promise<Memory | null>;
  readonly timetable: Timetable;
  readonly settings: Omit<NoticeSettings, 'flapping'>;
  readonly settingsOf: SettingsOfNotices;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** How often somebody is called about what nobody decides. What is milder is not called about twice. */
const CALL_AGAIN_MS = { critical: DAY_MS, high: 3 * DAY_MS } as const;
const KEPT_MS = 90 * DAY_MS;
const STACKS_AT_ONCE = 200;
const CHANGES_AT_ONCE = 100;

/**
 * What no scan does by itself: digests when they are due, stacks and changes of which nobody was told, calls
 * about what nobody decides, and forgetting. Meant to run every minute; any number of workers may do it at once.
 */
export async function tendNotices(parts: TendParts): Promise<void> {
  const now = parts.settings.now();
  await tellUntold(parts);
  await tellUntoldChanges(parts);
  await callAgainAboutChanges(parts, now);
  await callAgain(parts, now);
  await sendDigests(parts, now);
  await parts.outbox.tidy(new Date(now.getTime() - KEPT_MS).toISOString());
}

async function tellUntold({ outbox, memoryOf, settingsOf }: TendParts): Promise<void> {
  for (const { source, stack } of await outbox.untold(STACKS_AT_ONCE)) {
    const memory = await memoryOf(source);
    const settings = await settingsOf(source);
    await memory?.change((change) => noticeStack(change, stack, settings));
  }
}

async function tellUntoldChanges({ outbox, memoryOf, settings }: TendParts): Promise<void> {
  for (const { source, change: id } of await outbox.untoldChanges(CHANGES_AT_ONCE)) {
    const memory = await memoryOf(source);
    await memory?.change(async (writing) => {
      const change = await writing.findChange(id);
      if (change !== null) await noticeChange(writing, change, settings);
    });
  }
}

async function callAgainAboutChanges({ outbox, memoryOf, settings }: TendParts, now: Date): Promise<void> {
  for (const { source, change: id } of await outbox.unansweredChanges(now.toISOString(), CHANGES_AT_ONCE)) {
    const memory = await memoryOf(source);
    if (memory === null) continue;
    await callAgainAboutChange(id, memory, settings, (writing, change) =>
      noticeChange(writing, change, settings),
    );
  }
}

async function callAgain(parts: TendParts, now: Date): Promise<void> {
  const before = (ms: number): string => new Date(now.getTime() - ms).toISOString();
  const due = await parts.outbox.unanswered(before(CALL_AGAIN_MS.critical), before(CALL_AGAIN_MS.high));
  for (const { source, notice } of due) await callAgainAbout(parts, source, notice, now.toISOString());
}

async function callAgainAbout(
  { memoryOf, settings }: TendParts,
  source: string,
  id: string,
  now: string,
): Promise<void> {
  const memory = await memoryOf(source);
  await memory?.change(async ({ notices }) => {
    const [notice] = await notices.notices([id]);
    const standing = await notices.standing(id);
    // It was closed or called about since it was looked for.
    if (notice?.state !== 'open' || standing === null || notice.calledAt >= now) return;
    const subject = { notice, standing, source, flapping: false, links: settings.links, now };
    await notices.saveNotice({ ...notice, calledAt: now, calledAbout: standing.members });
    await notices.queue({
      id: settings.newId(),
      notice: id,
      kind: 'reply',
      message: callMessage(subject, 'undecided'),
      at: now,
      problem: null,
    });
  });
}

async function sendDigests(parts: TendParts, now: Date): Promise<void> {
  const doneAt = await parts.outbox.digestsDoneAt();
  for (const channel of await parts.outbox.channels()) {
    const done = doneAt.get(channel.id) ?? null;
    await sendDigest(parts, channel, done, now);
  }
}

async function sendDigest(
  { outbox, timetable, settings }: TendParts,
  channel: NoticeChannel,
  done: string | null,
  now: Date,
): Promise<void> {
  const since = done ?? channel.createdAt;
  const due = timetable(channel.digest.cron, channel.digest.timeZone, new Date(since));
  // Days that were missed are one digest, not many.
  if (due === null || due > now) return;
  const at = now.toISOString();
  const message = digestMessage(await outbox.digestOf(channel.id, since), settings.links, at);
  await outbox.noteDigest(
    channel.id,
    done,
    at,
    message === null ? null : saidOnce(settings, channel, message, at),
  );
}

function saidOnce(
  { newId }: Pick<NoticeSettings, 'newId'>,
  channel: NoticeChannel,
  message: NoticeMessage,
  at: string,
): SaidOnce {
  const notice = digestNotice(newId(), channel.id, message.title, at);
  return { notice, delivery: { id: newId(), notice: notice.id, kind: 'post', message, at, problem: null } };
}

/** It is over when it is said. */
const digestNotice = (id: string, channel: string, title: string, at: string): Notice => ({
  id,
  channel,
  topic: 'digest',
  key: at,
  state: 'closed',
  way: 'immediate',
  severity: 'low',
  title,
  openedAt: at,
  updatedAt: at,
  closedAt: at,
  timesReopened: 0,
  ended: {},
  calledAbout: 0,
  calledAt: at,
});
