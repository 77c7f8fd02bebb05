import type { NoticeMessage } from './notice-message.ts';

/**
 * What a delivery does to the message of its notice: brings it up, writes over it, says something more below it, or
 * ends it.
 */
export const DELIVERY_KINDS = ['post', 'edit', 'reply', 'close'] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

export const DELIVERY_STATES = ['waiting', 'delivered', 'superseded', 'quiet', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const DELIVERY_MEANING: Readonly<Record<DeliveryState, string>> = {
  waiting: 'to be sent, or to be tried again',
  delivered: 'the receiver has taken it',
  superseded: 'a newer message took its place before it was sent',
  quiet: 'not worth a message of its own where messages cannot be edited',
  dead: 'given up: refused for good, or tried too often. It can be sent again by hand',
};

/** One message to one channel. All instants are ISO 8601 in UTC. */
export interface Delivery {
  /** The receiver is told it, so that it can tell a repeated delivery from a new one. */
  readonly id: string;
  readonly notice: string;
  readonly kind: DeliveryKind;
  readonly message: NoticeMessage;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When it is to be tried next; only `waiting` ones. */
  readonly dueAt: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
  /** What went wrong last, for a person; redacted. */
  readonly problem: string | null;
}
