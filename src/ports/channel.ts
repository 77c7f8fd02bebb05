import type { DeliveryKind } from '#domain/notice/delivery.ts';
import type { NoticeTopic } from '#domain/notice/notice.ts';
import type { NoticeMessage } from '#domain/notice/notice-message.ts';

/** One place outside, ready to be written to. */
export interface Channel {
  /**
   * Whether a message that was sent can be written over. Where not, only what is worth a message of its own is sent,
   * as a new one.
   */
  readonly edits: boolean;
  /** A message of its own. */
  send(message: NoticeMessage, delivery: DeliveryMark): Promise<Delivered>;
  /** Writes over it. */
  update(reference: string, message: NoticeMessage, delivery: DeliveryMark): Promise<Delivered>;
  /** Writes over it for the last time. */
  close(reference: string, message: NoticeMessage, delivery: DeliveryMark): Promise<Delivered>;
  /** In its thread, below it. */
  reply(reference: string, message: NoticeMessage, delivery: DeliveryMark): Promise<Delivered>;
}

/** What a receiver can tell repeated deliveries by. */
export interface DeliveryMark {
  readonly id: string;
  /** The same for all messages about one thing. */
  readonly notice: string;
  readonly kind: DeliveryKind;
  /** What the notice is about: of a change its id is the key. null: a test, or nothing that has a place. */
  readonly about: { readonly source: string; readonly topic: NoticeTopic; readonly key: string } | null;
  /**
   * An earlier attempt was cut off and may have arrived: since this instant, ISO 8601 in UTC. A channel that can look
   * looks before it sends again.
   */
  readonly maybeSentSince: string | null;
}

export type Delivered =
  /**
   * `reference` is where it stands, for what follows; null: the receiver does not say. `note`: what went wrong beside
   * it, for a person.
   */
  | { readonly kind: 'delivered'; readonly reference: string | null; readonly note?: string | null }
  /** `afterMs` is what the receiver asks for. */
  | {
      readonly kind: 'later';
      readonly afterMs: number | null;
      readonly why: string;
      readonly maybeArrived: boolean;
    }
  | { readonly kind: 'refused'; readonly why: string };
