import type { ChangeItem } from '../../api/types.ts';
import { isLive } from '../../text/change-words.ts';
import { count } from '../../text/count.ts';

/** How changes stand, in one sentence. */
export function leadText(items: readonly ChangeItem[], waits: (change: ChangeItem) => boolean): string {
  const live = items.filter(({ state }) => isLive(state)).length;
  const waiting = items.filter(waits).length;
  const moving = live === 0 ? 'Nothing is being changed' : `${count(live, 'change')} live`;
  return waiting === 0
    ? `${moving}.`
    : `${moving}, ${waiting} ${waiting === 1 ? 'waits' : 'wait'} for a person.`;
}
