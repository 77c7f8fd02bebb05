import type { ChangeAction } from './change-state.ts';
import type { Change } from './change.ts';

/** Both lead on, and only one of them does at a time: from a step to the next, or from a watch to another. */
export function misplaced({ id, watch, state }: Change, action: ChangeAction): string | null {
  if (state !== 'holding') return null;
  if (action === 'extend' && watch === null) {
    return `The change ${id} is not rolled out to the end, so there is no watch to extend. Promote it, or revert it.`;
  }
  if (action === 'promote' && watch !== null) {
    return `The change ${id} is rolled out already. Extend its watch, override the verdict, revert it, or close it.`;
  }
  return null;
}
