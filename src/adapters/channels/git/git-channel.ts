import type { NoticeMessage } from '#domain/notice/notice-message.ts';
import type { Channel, Delivered, DeliveryMark } from '#ports/channel.ts';
import type { ConversationBranches } from '#ports/conversation-branches.ts';
import { withHead, withReply } from './conversation-text.ts';

/**
 * A file on a branch of the source, for teams without a chat: where the change stands at its top, what was said below.
 * Each message is a commit, and one that may have been written is looked for in the file before it is written again.
 */
export function gitChannel(branches: ConversationBranches): Channel {
  const write = async (
    { about }: DeliveryMark,
    message: NoticeMessage,
    edit: (text: string) => string,
  ): Promise<Delivered> => {
    if (about?.topic !== 'change') {
      return { kind: 'refused', why: 'a channel of the kind git takes messages about changes alone' };
    }
    const place = { source: about.source, change: about.key };
    const end = await branches.write(place, { title: message.title, edit });
    if ('written' in end) {
      return { kind: 'delivered', reference: `${about.source}:${about.key}`, note: end.note };
    }
    return end.passing
      ? { kind: 'later', afterMs: null, why: end.problem, maybeArrived: true }
      : { kind: 'refused', why: end.problem };
  };
  const head = (message: NoticeMessage, mark: DeliveryMark): Promise<Delivered> =>
    write(mark, message, (text) => withHead(text, message));
  return {
    edits: true,
    send: head,
    update: (_reference, message, mark) => head(message, mark),
    close: (_reference, message, mark) => head(message, mark),
    reply: (_reference, message, mark) => write(mark, message, (text) => withReply(text, message, mark.id)),
  };
}
