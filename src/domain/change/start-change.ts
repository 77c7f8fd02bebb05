import { actOnChange, type Acted } from './act-on-change.ts';
import type { Change } from './change.ts';
import { startObstacles } from './may-start.ts';

/** The only way to `rolling` from before: every condition of a start is asked here, at the moment of the start. */
export function startChange(change: Change, actor: string, at: string): Acted {
  const acted = actOnChange(change, { action: 'start', actor, at, reason: null });
  if ('refused' in acted) return acted;
  const obstacles = startObstacles(change, at);
  return obstacles.length > 0
    ? { refused: `The change ${change.id} cannot start. ${obstacles.join(' ')}` }
    : { change: { ...acted.change, startedAt: at } };
}
