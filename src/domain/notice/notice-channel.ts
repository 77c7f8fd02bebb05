import type { Severity } from '../drift/severity.ts';
import type { ChannelSettings } from './channel-settings.ts';

/** A place for notices, as it is set up. */
export interface NoticeChannel {
  readonly id: string;
  /** What kedge.yaml and sources call it, without a leading `#`. */
  readonly name: string;
  readonly settings: ChannelSettings;
  /** From this severity on a notice is told at once; what is milder waits for the digest. */
  readonly immediate: Severity;
  /** When what waited is told in one message. */
  readonly digest: DigestSchedule;
  /** For stacks whose kedge.yaml and source name none. At most one channel is. */
  readonly isDefault: boolean;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface DigestSchedule {
  readonly cron: string;
  readonly timeZone: string;
}

/** Whether what people say in its threads is heard. */
export const hearsAnswers = ({ settings }: Pick<NoticeChannel, 'settings'>): boolean =>
  settings.kind === 'slack' && settings.signing_secret !== null;

/** `#inc-network` and `inc-network` are one name: kedge.yaml writes it as chats do. */
export const channelName = (written: string): string => written.trim().replace(/^#/, '').toLowerCase();
