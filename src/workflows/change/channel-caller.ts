import { routeChange } from '#domain/notice/route-notice.ts';
import type { Outbox } from '#ports/outbox.ts';
import type { OwnerCaller } from '#ports/owner-caller.ts';

/**
 * On a server: its channels are told from the events of the change, in the transaction that writes them
 * (`noticeChange`), so there is nothing left to do afterwards.
 */
export const channelCaller = ({ channels }: Pick<Outbox, 'channels'>): OwnerCaller => ({
  call: () => Promise.resolve(),
  async channelCheck(channel) {
    const route = routeChange(null, channel, await channels());
    return 'problem' in route
      ? { outcome: 'failed', sentence: route.problem }
      : { outcome: 'passed', sentence: `Its messages go to ${channel}.` };
  },
});
