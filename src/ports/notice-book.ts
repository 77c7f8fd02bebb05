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
