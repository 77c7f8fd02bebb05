import type { Fleet } from '../../api/types.ts';
import { count, listed } from '../../text/count.ts';

/**
 * How things stand, in one sentence. It says that all is well only when every stack was read and nothing is open: what
 * nobody could read is named, and never left out.
 */
export function standing({ stacks, undecided }: Pick<Fleet, 'stacks' | 'undecided'>): string {
  const unread = [
    ...(stacks.unknown > 0 ? [`${count(stacks.unknown, 'stack')} cannot be read`] : []),
    ...(stacks.never > 0
      ? [`${count(stacks.never, 'stack')} ${stacks.never === 1 ? 'was' : 'were'} never scanned`]
      : []),
  ];
  const waiting =
    undecided > 0
      ? [`${count(undecided, 'difference')} ${undecided === 1 ? 'waits' : 'wait'} for a decision`]
      : [];
  const said = listed([...waiting, ...unread]);
  if (said !== '') return `${said}.`;
  if (stacks.drifted > 0) return `${count(stacks.drifted, 'stack')} drifted; everything is decided.`;
  // Of nothing it cannot be said that it is in sync.
  if (stacks.total === 0) return 'There are no stacks yet.';
  return `All ${count(stacks.total, 'stack')} were read and are in sync.`;
}
