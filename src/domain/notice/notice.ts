import type { Severity } from '../drift/severity.ts';

export const NOTICE_TOPICS = ['drift', 'unknown', 'stale', 'unrouted', 'digest', 'change', 'test'] as const;
export type NoticeTopic = (typeof NOTICE_TOPICS)[number];

/** Why something that was told of is over. */
export const ENDS = ['verified', 'vanished', 'accepted', 'ignored', 'read', 'moved'] as const;
export type End = (typeof ENDS)[number];
export type EndCounts = Readonly<Partial<Record<End, number>>>;

/**
 * One thing that a channel is told about: the differences of one cause, or the stacks that are unknown for one reason.
 * It is one message there, from when it is opened until it is closed. Instants are ISO 8601 in UTC.
 */
export interface Notice {
  readonly id: string;
  /** null: no channel was found, which is said in the list of deliveries. */
  readonly channel: string | null;
  readonly topic: NoticeTopic;
  /** The cause, or the reason. Two open notices of a channel and a project never share one. */
  readonly key: string;
  readonly state: 'open' | 'closed';
  /** Told at once, or with the digest. It may become immediate and never goes back. */
  readonly way: 'immediate' | 'digest';
  /** As it was last told. */
  readonly severity: Severity;
  readonly title: string;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly closedAt: string | null;
  readonly timesReopened: number;
  readonly ended: EndCounts;
  /** How many there were when somebody was last called: what quiet growth is measured from. */
  readonly calledAbout: number;
  readonly calledAt: string;
}

/** One thing inside a notice. */
export interface NoticeMember {
  readonly stack: string;
  /** Empty: the stack itself. */
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly address: string;
  readonly openedAt: string;
  readonly decided: boolean;
  /** Changes when what is to be said about it does. */
  readonly digest: string;
  readonly sample: NoticeSample;
}

/** How one of them reads; redacted and shortened. */
export interface NoticeSample {
  readonly subject: string;
  readonly text: string;
  readonly owner: string | null;
}

/** A notice as a whole, counted over its members. */
export interface NoticeStanding {
  readonly members: number;
  readonly resources: number;
  readonly stacks: number;
  readonly decided: number;
  readonly severity: Severity;
  readonly oldestOpenedAt: string;
  /** The worst first, then the oldest; a few. */
  readonly samples: readonly (NoticeSample & { readonly stack: string; readonly fingerprint: string })[];
}
