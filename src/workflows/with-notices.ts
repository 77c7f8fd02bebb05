import type { Change } from '#domain/change/change.ts';
import type { Memory, MemoryChange } from '#ports/memory.ts';
import { noticeChange } from './notice-change.ts';
import { noticeStack, type NoticeSettings } from './notice-stack.ts';

/**
 * A memory that writes down who is to be told, in the same transaction as what they are told of: a scan, a decision, a
 * fix that was verified, a step of a change. No workflow has to think of it, and none can forget it.
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
        const touched: Touched = { stacks: new Set(), changes: new Map() };
        const done = await work(watched(change, touched));
        for (const stack of [...touched.stacks].toSorted()) {
          const told = await noticeStack(change, stack, settled);
          count += told.queued;
        }
        for (const saved of touched.changes.values()) {
          const told = await noticeChange(change, saved, settled);
          count += told.queued;
        }
        return done;
      });
      if (count > 0) queued();
      return result;
    },
  };
}

interface Touched {
  readonly stacks: Set<string>;
  /** As they were written last. */
  readonly changes: Map<string, Change>;
}

/** The same change, which notes what it touches. */
const watched = (change: MemoryChange, { stacks, changes }: Touched): MemoryChange => ({
  ...change,
  saveStack: (stack) => {
    stacks.add(stack.stack);
    return change.saveStack(stack);
  },
  saveDrift: (records) => {
    for (const { stack } of records) stacks.add(stack);
    return change.saveDrift(records);
  },
  openChange: async (opened) => {
    const isNew = await change.openChange(opened);
    if (isNew) changes.set(opened.id, opened);
    return isNew;
  },
  saveChange: async (saved) => {
    const written = await change.saveChange(saved);
    if (written) changes.set(saved.id, saved);
    return written;
  },
  saveSettled: async (settled) => {
    const written = await change.saveSettled(settled);
    if (written) changes.set(settled.id, settled);
    return written;
  },
});
