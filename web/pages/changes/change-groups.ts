import type { ChangeItem, ChangeState } from '../../api/types.ts';

/** Parts of the list, in the order in which they matter. */
export interface ChangeGroup {
  readonly key: 'live' | 'settled' | 'before';
  readonly title: string;
  readonly note: string;
  readonly items: readonly ChangeItem[];
}

const KEY_OF: Readonly<Partial<Record<ChangeState, ChangeGroup['key']>>> = {
  rolling: 'live',
  holding: 'live',
  watching: 'live',
  reverting: 'live',
  cleared: 'settled',
  reverted: 'settled',
  draft: 'before',
  ready: 'before',
};

const GROUPS = [
  { key: 'live', title: 'Live', note: 'rolled out, watched, or waiting for a person' },
  { key: 'settled', title: 'To be closed', note: 'they still hold their stacks and services' },
  { key: 'before', title: 'Before the start', note: 'declared and opened' },
] as const;

/** What is not over, in parts; those without a change are left out. The order inside is the server's. */
export const changeGroups = (items: readonly ChangeItem[]): readonly ChangeGroup[] =>
  GROUPS.map(({ key, title, note }) => ({
    key,
    title,
    note,
    items: items.filter(({ state }) => KEY_OF[state] === key),
  })).filter((group) => group.items.length > 0);

/** Those that nothing moves but a person. */
export const waitsForPerson = ({ state, rollback, approvals_missing }: ChangeItem): boolean =>
  state === 'holding' ||
  state === 'ready' ||
  (state === 'draft' && approvals_missing > 0) ||
  (state === 'reverting' && rollback !== null && rollback.failed !== null);
