import type { ChangeEvent } from '#domain/change/change.ts';
import type { DeliveryKind } from '#domain/notice/delivery.ts';
import type { Notice, NoticeMember, NoticeStanding, NoticeTopic } from '#domain/notice/notice.ts';
import type { NoticeChannel } from '#domain/notice/notice-channel.ts';
import type { NoticeMessage } from '#domain/notice/notice-message.ts';
import type { StackPlace } from '#domain/notice/route-notice.ts';
import type { HeldMember } from '#domain/notice/sort-members.ts';

/**
 * The notices of one project inside a change of its memory: what is to be said is written down together with what it is
 * about, or neither is.
 */
export interface NoticeBook {
  /** null: no source of the server has the stack, so nobody is told of it. */
  placeOf(stack: string): Promise<StackPlace | null>;
  channels(): Promise<readonly NoticeChannel[]>;
  /** What open notices hold of a stack. */
  membersOf(stack: string): Promise<readonly HeldMember[]>;
  notices(ids: readonly string[]): Promise<readonly Notice[]>;
  /** The open one about something, else the newest that closed since then. */
  findNotice(about: NoticeAbout): Promise<Notice | null>;
  saveNotice(notice: Notice): Promise<void>;
  putMembers(notice: string, members: readonly NoticeMember[]): Promise<void>;
  dropMembers(notice: string, stack: string, fingerprints: readonly string[]): Promise<void>;
  /** null: nothing is in it. */
  standing(notice: string): Promise<NoticeStanding | null>;
  /**
   * Behind everything that waits for the same notice. What waits and was never tried gives way where this says the same
   * anew: edits to an edit or a close, all to a close that comes before anybody was told.
   */
  queue(delivery: NewDelivery): Promise<void>;

  /** The name of the source of this project; null: no source of the server has it, so nobody is told of its changes. */
  source(): Promise<string | null>;
  /** Those about a change, the open ones first, then the newest. */
  noticesOfChange(change: string): Promise<readonly ToldNotice[]>;
  keepTold(notice: string, told: ToldOfChange): Promise<void>;
  /** What happened to a change behind what was told of it, in order. */
  eventsBehind(change: string, event: string): Promise<readonly NumberedEvent[]>;
  /**
   * For a conversation: every word of it arrives, in order, and one of an id that is known is not said again. How it
   * stands gives way to how it stands now.
   */
  say(delivery: NewDelivery): Promise<void>;
}

/** How far the people of a change have been told. */
export interface ToldOfChange {
  /** Digest of the message as it was queued last. */
  readonly message: string;
  /** The number of the newest event that was told, or was not worth it. */
  readonly event: string;
}

export interface ToldNotice {
  readonly notice: Notice;
  readonly told: ToldOfChange;
}

export interface NumberedEvent {
  readonly number: string;
  readonly event: ChangeEvent;
}

export interface NoticeAbout {
  readonly channel: string | null;
  readonly topic: NoticeTopic;
  readonly key: string;
  readonly closedSince: string;
}

export interface NewDelivery {
  readonly id: string;
  readonly notice: string;
  readonly kind: DeliveryKind;
  readonly message: NoticeMessage;
  readonly at: string;
  /** Why it cannot be sent: it is written down as dead. null: it can. */
  readonly problem: string | null;
}
