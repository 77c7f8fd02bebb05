import { callEvent } from '#domain/change/call-event.ts';
import type { Change } from '#domain/change/change.ts';
import type { Clock } from '#ports/clock.ts';
import type { Memory, MemoryChange } from '#ports/memory.ts';

/**
 * Nobody has answered in time: its people are called once more, and louder. Once for each time that it stands still,
 * whoever asks for it how often.
 * @param then in the same transaction
 */
export const callAgain = (
  id: string,
  memory: Memory,
  clock: Clock,
  then: (writing: MemoryChange, change: Change) => Promise<unknown>,
): Promise<void> =>
  memory.change(async (writing) => {
    const at = clock.now().toISOString();
    const change = await writing.findChange(id);
    const hold = change?.hold ?? null;
    if (change?.state !== 'holding' || hold === null || hold.calledAgainAt !== null || hold.answerBy > at)
      return;
    const called: Change = { ...change, updatedAt: at, hold: { ...hold, calledAgainAt: at } };
    if (!(await writing.saveChange(called))) return;
    const text = `Nobody has answered until ${hold.answerBy}. ${hold.why} It still stands still.`;
    await writing.addChangeEvents([callEvent(id, at, 'page', text)]);
    await then(writing, called);
  });
