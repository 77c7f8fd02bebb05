import type { ChannelSettings } from '#domain/notice/channel-settings.ts';
import type { Channel } from './channel.ts';

/** Makes a channel ready: reads its secrets, and sends nothing. `problem` is a sentence for a person. */
export type ChannelOpener = (
  settings: ChannelSettings,
) => Promise<{ readonly channel: Channel } | { readonly problem: string }>;
