import type { Delivery, DeliveryState } from '#domain/notice/delivery.ts';
import type { Notice } from '#domain/notice/notice.ts';
import type { NoticeChannel } from '#domain/notice/notice-channel.ts';
import type { DeliveryMark } from './channel.ts';
import type { NewDelivery } from './notice-book.ts';

/** The channels of the server, and what is on its way to them. */
export interface Outbox {
  channels(): Promise<readonly NoticeChannel[]>;
  findChannel(id: string): Promise<NoticeChannel | null>;
  /** Adds it, or writes over the one with its id. A new default takes that from the one before. False: the name is taken. */
  saveChannel(channel: NoticeChannel): Promise<boolean>;
  /** What waits for it is dead then, and says so. */
  removeChannel(id: string, at: string): Promise<boolean>;
  /** By channel. */
  counts(): Promise<ReadonlyMap<string, DeliveryCounts>>;

  /**
   * Takes the next delivery that is due for as long as the lease lasts: only the first of each notice, so that what is
   * said about one thing arrives in order. null: none is due.
   */
  claim(now: string, leaseMs: number): Promise<ClaimedDelivery | null>;
  /** False: the lease was over and another has taken it; nothing is written then. */
  settle(claimed: ClaimedDelivery, end: DeliveryEnd, now: string): Promise<boolean>;
  /** When the next one is due; null: none waits. */
  nextDue(): Promise<string | null>;

  deliveries(query: DeliveryListQuery): Promise<DeliveryPage>;
  findDelivery(id: string): Promise<ListedDelivery | null>;
  /** Makes a dead one wait again. `refused` is a sentence. */
  retry(id: string, now: string): Promise<{ readonly refused: string } | null>;

  /** Open notices that wait for the digest of a channel, the worst first, with how many there are. */
  digestOf(channel: string, since: string): Promise<DigestContent>;
  /** When each channel last had its digest looked at. */
  digestsDoneAt(): Promise<ReadonlyMap<string, string>>;
  /**
   * Writes down that the digest of a channel was looked at, and the message, if there is one; false: another has done it
   * since `before`.
   */
  noteDigest(channel: string, before: string | null, now: string, said: SaidOnce | null): Promise<boolean>;

  /** Stacks that should be looked at again: stale ones nobody was told of, and those without a channel while there are some. */
  untold(limit: number): Promise<readonly { readonly source: string; readonly stack: string }[]>;
  /** Open immediate notices with something undecided, about which nobody was called since then, by severity. */
  unanswered(
    criticalBefore: string,
    highBefore: string,
  ): Promise<readonly { readonly source: string; readonly notice: string }[]>;
  /** Changes with something that their people were not told, such as what a command line did beside the server. */
  untoldChanges(limit: number): Promise<readonly PlacedChange[]>;
  /** Changes that stand still and whose people have not answered until then, and were not called again. */
  unansweredChanges(now: string, limit: number): Promise<readonly PlacedChange[]>;
  /** The change whose message stands there; null: none does. */
  changeAt(channel: string, reference: string): Promise<ChangeThread | null>;
  /** Forgets deliveries that ended before, and notices that closed before. */
  tidy(before: string): Promise<void>;
}

export interface PlacedChange {
  readonly source: string;
  readonly change: string;
}

export interface ChangeThread extends PlacedChange {
  readonly notice: string;
}

export interface DeliveryCounts {
  readonly waiting: number;
  readonly dead: number;
  readonly lastDeliveredAt: string | null;
}

export interface ClaimedDelivery extends Delivery {
  readonly channel: NoticeChannel | null;
  readonly about: DeliveryMark['about'];
  /** Where the message of its notice stands; null: nowhere yet, or the receiver does not say. */
  readonly reference: string | null;
  /** Whether anything about the notice was delivered. */
  readonly posted: boolean;
  /** An earlier attempt may have arrived, since then. */
  readonly maybeSentSince: string | null;
}

export type DeliveryEnd =
  | { readonly kind: 'delivered'; readonly reference: string | null; readonly note: string | null }
  | { readonly kind: 'quiet' }
  | { readonly kind: 'dead'; readonly problem: string }
  | {
      readonly kind: 'later';
      readonly dueAt: string;
      readonly problem: string;
      /** Since when an attempt may have arrived. */
      readonly maybeSentSince: string | null;
    };

export interface DeliveryListQuery {
  readonly state: DeliveryState | null;
  readonly channel: string | null;
  readonly limit: number;
  readonly after: string | null;
}

/** As the list shows it. */
export interface ListedDelivery extends Delivery {
  readonly channel: { readonly id: string; readonly name: string } | null;
  readonly source: string | null;
}

export interface DeliveryPage {
  readonly deliveries: readonly ListedDelivery[];
  readonly next: string | null;
  readonly total: number;
}

export interface DigestContent {
  readonly open: readonly Pick<Notice, 'title' | 'severity' | 'openedAt'>[];
  readonly openCount: number;
  /** Opened or changed since then. */
  readonly newCount: number;
  readonly closedCount: number;
}

/** A message that is no notice about a stack: a digest. */
export interface SaidOnce {
  readonly notice: Notice;
  readonly delivery: NewDelivery;
}
