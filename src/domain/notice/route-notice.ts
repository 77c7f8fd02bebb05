import { channelName, type NoticeChannel } from './notice-channel.ts';

/** What says where notices of a stack go. */
export interface StackPlace {
  /** The name of its source. */
  readonly source: string;
  readonly owner: string | null;
  /** As its kedge.yaml writes it. */
  readonly stackChannel: string | null;
  readonly sourceChannel: string | null;
  /** Since when nothing has read it; null: it is read. */
  readonly staleSince: string | null;
}

export type Route = { readonly channel: NoticeChannel } | { readonly problem: string };

/**
 * Exactly one channel: that of kedge.yaml, else that of the source, else the default. None and two are said: to guess
 * would be to tell nobody, or the wrong ones.
 */
export function routeNotice(stack: string, place: StackPlace, channels: readonly NoticeChannel[]): Route {
  const { stackChannel, sourceChannel, source } = place;
  if (stackChannel !== null) return named(stackChannel, channels, `kedge.yaml gives the stack ${stack}`);
  if (sourceChannel !== null) return named(sourceChannel, channels, `the source ${source} names`);
  const found = channels.find(({ isDefault }) => isDefault);
  if (found !== undefined) return { channel: found };
  return {
    problem: `No channel for the stack ${stack} of ${source}: neither its kedge.yaml nor its source names one, and there is no default. Make one of the channels the default, or name one in kedge.yaml.`,
  };
}

/** Of a change: exactly the channel that it declares. `id`: null where the sentence stands beside the change. */
export const routeChange = (id: string | null, written: string, channels: readonly NoticeChannel[]): Route =>
  named(written, channels, id === null ? 'it names' : `the change ${id} names`);

function named(written: string, channels: readonly NoticeChannel[], who: string): Route {
  const names = written.split(/[\s,;]+/).filter((name) => name !== '');
  if (names.length !== 1) {
    return {
      problem: `${capital(who)} ${names.length} channels (${JSON.stringify(written)}), and it must be exactly one.`,
    };
  }
  const name = channelName(written);
  const found = channels.find((channel) => channel.name === name);
  if (found !== undefined) return { channel: found };
  return {
    problem: `${capital(who)} the channel ${JSON.stringify(written)}, and there is none of that name. Set one up as ${JSON.stringify(name)}, or name another.`,
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
