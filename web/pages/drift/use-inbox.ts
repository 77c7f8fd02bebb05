import { useCallback, useMemo, useState } from 'react';
import { itemKey, type InboxRow } from './inbox-rows.ts';

interface Inbox {
  /** The line that keys are about: the one with the focus, else the one that had it last. */
  readonly current: InboxRow | null;
  readonly chosen: ReadonlySet<string>;
  readonly setAt: (key: string) => void;
  readonly choose: (keys: readonly string[]) => void;
  readonly clear: () => void;
  readonly keys: Readonly<Record<string, () => void>>;
}

/** With each of the keys, or without them when all were in. */
export function toggled(set: ReadonlySet<string>, keys: readonly string[]): ReadonlySet<string> {
  const all = keys.every((key) => set.has(key));
  const rest = new Set(set);
  for (const key of keys) {
    if (all) rest.delete(key);
    else rest.add(key);
  }
  return rest;
}

const focusLine = (key: string): void => {
  const line = [...document.querySelectorAll<HTMLElement>('[data-line]')].find(
    (element) => element.dataset['line'] === key,
  );
  line?.focus();
  line?.scrollIntoView({ block: 'nearest' });
};

/** Walking through the lines and choosing among them. The focus walks along, so that it is heard as well as seen. */
export function useInbox(lines: readonly InboxRow[]): Inbox {
  const [at, setAt] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const index = lines.findIndex(({ key }) => key === at);
  const current = lines[index] ?? null;
  const go = (to: number): void => {
    const next = lines[Math.max(0, Math.min(lines.length - 1, to))];
    if (next === undefined) return;
    setAt(next.key);
    focusLine(next.key);
  };
  const choose = useCallback((keys: readonly string[]) => setChosen((before) => toggled(before, keys)), []);
  const clear = useCallback(() => setChosen(new Set()), []);
  // What was decided leaves the list; what was chosen there must not be decided about again.
  const there = useMemo(
    () => new Set(lines.flatMap((row) => (row.kind === 'one' ? [row.key] : row.items.map(itemKey)))),
    [lines],
  );
  return {
    current,
    chosen: chosen.intersection(there),
    setAt,
    choose,
    clear,
    keys: {
      j: () => go(index + 1),
      k: () => go(index === -1 ? 0 : index - 1),
      x: () => {
        if (current !== null) choose(current.kind === 'one' ? [current.key] : current.items.map(itemKey));
      },
    },
  };
}
