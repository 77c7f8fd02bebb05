import type { Memory, MemoryChange } from '#ports/memory.ts';
import { noticeStack, type NoticeSettings } from './notice-stack.ts';

/**
 * A memory that writes down who is to be told, in the same transaction as what they are told of: a scan, a decision, a
 * fix that was verified. No workflow has to think of it, and none can forget it.
 * @param queued is called after a change in which something was, so that it is sent soon; what it misses is found later
 */
export function withNotices(
  memory: Memory,
  settings: () => Promise<NoticeSettings>,
  queued: () => void,
): Memory {
  return {
    ...memory,
    change: async (work) => {
      // Before the change: what reads them may need the connection that the change holds.
      const settled = await settings();
      let count = 0;
      const result = await memory.change(async (change) => {
        const touched = new Set<string>();
        const done = await work(watched(change, touched));
        for (const stack of [...touched].toSorted()) {
          const told = await noticeStack(change, stack, settled);
          count += told.queued;
        }
        return done;
      });
      if (count > 0) queued();
      return result;
    },
  };
}

/** The same change, which notes the stacks it touches. */
const watched = (change: MemoryChange, touched: Set<string>): MemoryChange => ({
  ...change,
  saveStack: (stack) => {
    touched.add(stack.stack);
    return change.saveStack(stack);
  },
  saveDrift: (records) => {
    for (const { stack } of records) touched.add(stack);
    return change.saveDrift(records);
  },
});
