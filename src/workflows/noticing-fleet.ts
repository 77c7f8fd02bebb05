import type { Fleet } from '#ports/fleet.ts';
import type { Memory } from '#ports/memory.ts';
import type { SettingsOfNotices } from './notice-stack.ts';
import { withNotices } from './with-notices.ts';

/** A fleet whose memories write down who is to be told of what happens in them. */
export function noticingFleet(
  fleet: Fleet,
  settings: SettingsOfNotices,
  queued: (source: string) => void,
): Fleet {
  const wrapped = new WeakMap<Memory, Memory>();
  return {
    ...fleet,
    memoryOf: async (source) => {
      const plain = await fleet.memoryOf(source);
      if (plain === null) return null;
      const known = wrapped.get(plain);
      if (known !== undefined) return known;
      const memory = withNotices(
        plain,
        () => settings(source),
        () => queued(source),
      );
      wrapped.set(plain, memory);
      return memory;
    },
  };
}
