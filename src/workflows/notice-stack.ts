import { isFlapping, type FlapSettings } from '#domain/drift/life/flapping.ts';
import type { DriftRecord } from '#domain/drift/life/drift-record.ts';
import { followNotice, type Happened } from '#domain/notice/follow-notice.ts';
import type { End, Notice, NoticeMember } from '#domain/notice/notice.ts';
import type { NoticeChannel } from '#domain/notice/notice-channel.ts';
import { callMessage, noticeMessage, noticeTitle, type NoticeSubject } from '#domain/notice/notice-text.ts';
import type { PageLinks } from '#domain/notice/page-links.ts';
import { routeNotice } from '#domain/notice/route-notice.ts';
import { sortMembers, type SortedMembers } from '#domain/notice/sort-members.ts';
import { toldOfStack, toldWithoutChannel, type Told } from '#domain/notice/told-of-stack.ts';
import type { MemoryChange } from '#ports/memory.ts';

export interface NoticeSettings {
  readonly now: () => Date;
  readonly newId: () => string;
  /** null: the server does not know how people reach it. */
  readonly links: PageLinks | null;
  readonly flapping: FlapSettings;
  /** Last sight of a text before it is stored to be sent. */
  readonly redactText: (text: string) => string;
}

/** Those of a source: its kedge.yaml says what it calls flapping. */
export type SettingsOfNotices = (source: string) => Promise<NoticeSettings>;

/** What comes back within this is the same thing again, told in the same thread. */
const SAME_AGAIN_MS = 24 * 60 * 60 * 1000;

/**
 * Brings the notices of one stack to how it stands now, inside the change that made it so. It looks at everything the
 * stack has, not at what has just happened: whatever was missed is made up for.
 */
export async function noticeStack(
  change: MemoryChange,
  stack: string,
  settings: NoticeSettings,
): Promise<{ readonly queued: number }> {
  const place = await change.notices.placeOf(stack);
  if (place === null) return { queued: 0 };
  const records = await change.driftOfStack(stack);
  const known = await change.findStack(stack);
  const route = routeNotice(stack, place, await change.notices.channels());
  const channel = 'channel' in route ? route.channel : null;
  const held = await change.notices.membersOf(stack);
  const all = toldOfStack(stack, records, known?.lastScan ?? null, place);
  const told = 'problem' in route ? toldWithoutChannel(stack, all, route.problem) : all;
  const sorted = sortMembers(told, held, channel?.id ?? null, records);
  const pass: Pass = {
    change,
    settings,
    now: settings.now().toISOString(),
    stack,
    source: place.source,
    channel,
    problem: 'problem' in route ? route.problem : null,
    records,
  };
  let queued = 0;
  for (const touch of await touchedBy(pass, sorted)) queued += await follow(pass, touch);
  return { queued };
}

interface Pass {
  readonly change: MemoryChange;
  readonly settings: NoticeSettings;
  readonly now: string;
  readonly stack: string;
  readonly source: string;
  readonly channel: NoticeChannel | null;
  /** Why there is no channel. */
  readonly problem: string | null;
  readonly records: readonly DriftRecord[];
}

/** A notice and what becomes of its members. */
interface Touched {
  readonly notice: Notice;
  readonly isNew: boolean;
  readonly joining: readonly NoticeMember[];
  readonly changed: readonly NoticeMember[];
  readonly left: readonly { readonly fingerprint: string; readonly end: End }[];
}

async function touchedBy(pass: Pass, { changed, joining, left }: SortedMembers): Promise<readonly Touched[]> {
  const leaving = Map.groupBy(left, ({ member }) => member.notice);
  const joins = new Map<string, { notice: Notice; isNew: boolean; members: readonly NoticeMember[] }>();
  for (const group of joining) {
    const found = await noticeFor(pass, group);
    joins.set(found.notice.id, { ...found, members: group.members });
  }
  const known = await pass.change.notices.notices(
    [...new Set([...leaving.keys(), ...changed.keys()])].filter((id) => !joins.has(id)),
  );
  const all = [...joins.values(), ...known.map((notice) => ({ notice, isNew: false, members: [] }))];
  return all.map(({ notice, isNew, members }) => ({
    notice,
    isNew,
    joining: members,
    changed: changed.get(notice.id) ?? [],
    left: (leaving.get(notice.id) ?? []).map(({ member, end }) => ({ fingerprint: member.fingerprint, end })),
  }));
}

async function noticeFor(
  { change, settings, channel, now }: Pass,
  { topic, key }: Pick<Told, 'topic' | 'key'>,
): Promise<{ readonly notice: Notice; readonly isNew: boolean }> {
  const closedSince = new Date(Date.parse(now) - SAME_AGAIN_MS).toISOString();
  const about = { channel: channel?.id ?? null, topic, key };
  const found = await change.notices.findNotice({ ...about, closedSince });
  if (found !== null) return { notice: found, isNew: false };
  const notice: Notice = {
    id: settings.newId(),
    ...about,
    state: 'open',
    way: 'digest',
    severity: 'low',
    title: '',
    openedAt: now,
    updatedAt: now,
    closedAt: null,
    timesReopened: 0,
    ended: {},
    calledAbout: 0,
    calledAt: now,
  };
  return { notice, isNew: true };
}

async function follow(pass: Pass, touched: Touched): Promise<number> {
  const { change, settings, now } = pass;
  const { notice: before, isNew, joining, changed, left } = touched;
  if (isNew) await change.notices.saveNotice(before);
  await change.notices.dropMembers(
    before.id,
    pass.stack,
    left.map(({ fingerprint }) => fingerprint),
  );
  await change.notices.putMembers(before.id, [...joining, ...changed]);
  const standing = await change.notices.standing(before.id);
  const happened = happenedTo(pass, touched);
  const { notice: followed, said } = followNotice(
    before,
    isNew,
    standing,
    happened,
    ownChannel(pass, before),
    now,
  );
  const title = standing === null ? followed.title : noticeTitle(followed.topic, followed.key, standing);
  const notice = { ...followed, title };
  await change.notices.saveNotice(notice);
  const subject: NoticeSubject = {
    notice,
    standing,
    source: pass.source,
    flapping: happened.flapping,
    links: settings.links,
    now,
  };
  for (const { kind, why } of said) {
    const message = kind === 'reply' ? callMessage(subject, why) : noticeMessage(subject);
    // A second word about something that nobody can be told of would help nobody.
    if (notice.channel === null && (kind === 'edit' || kind === 'reply')) continue;
    const problem = kind === 'post' && notice.channel === null ? pass.problem : null;
    await change.notices.queue({ id: settings.newId(), notice: notice.id, kind, message, at: now, problem });
  }
  return said.length;
}

/** Of a notice that the stack leaves for another channel, nothing is known but that it had one. */
const ownChannel = ({ channel }: Pass, notice: Notice): NoticeChannel | null =>
  channel?.id === notice.channel ? channel : null;

function happenedTo({ records, settings, now }: Pass, { joining, changed, left }: Touched): Happened {
  const joined = new Set(joining.map(({ fingerprint }) => fingerprint));
  const counts = Map.groupBy(left, ({ end }) => end);
  return {
    joined: joining.length,
    changed: changed.length,
    left: Object.fromEntries([...counts].map(([end, ones]) => [end, ones.length])),
    flapping: records.some(
      (record) => joined.has(record.fingerprint) && isFlapping(record, now, settings.flapping) !== null,
    ),
  };
}
