import type { NoticeMessage } from '#domain/notice/notice-message.ts';
import type { Channel, Delivered } from '#ports/channel.ts';
import { outcomeOf } from '../outbound/answer-outcome.ts';
import { postJson } from '../outbound/post-json.ts';
import { teamsMessage } from './adaptive-card.ts';

export interface TeamsParts {
  /** The address of the workflow, with its key in it. */
  readonly url: string;
  readonly now: () => Date;
  /** For a stand-in on this machine. */
  readonly allowPrivate?: boolean;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;

/**
 * Microsoft Teams by a workflow. It posts and tells nothing back: no message of it can be written over, and one that
 * was cut off may be there twice.
 */
export function teamsChannel(
  parts: TeamsParts,
): { readonly channel: Channel } | { readonly problem: string } {
  const url = URL.canParse(parts.url) ? new URL(parts.url) : null;
  if (url === null) {
    return {
      problem: 'the address of the workflow is no URL. Copy it from the workflow in Teams once more.',
    };
  }
  const send = async (message: NoticeMessage): Promise<Delivered> => {
    const posted = await postJson({
      url,
      body: teamsMessage(message),
      headers: {},
      allowPrivate: parts.allowPrivate ?? false,
      timeoutMs: parts.timeoutMs ?? TIMEOUT_MS,
    });
    return outcomeOf(posted, null, parts.now());
  };
  return {
    channel: {
      edits: false,
      send,
      update: (_reference, message) => send(message),
      close: (_reference, message) => send(message),
      reply: (_reference, message) => send(message),
    },
  };
}
