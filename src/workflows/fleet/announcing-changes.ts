import type { Change } from '#domain/change/change.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { Memory } from '#ports/memory.ts';

/** A fleet whose memories tell everybody who watches that a change is other than before. No workflow has to think of it. */
export function announcingChanges(fleet: Fleet, now: () => Date): Fleet {
  const wrapped = new WeakMap<Memory, Memory>();
  const tell = async (source: string, changes: ReadonlyMap<string, Change>): Promise<void> => {
    const at = now().toISOString();
    const said = [...changes.values()].flatMap(({ id, declaration }) =>
      (declaration.stacks.length === 0 ? [null] : declaration.stacks).map((stack) => ({
        at,
        kind: 'change' as const,
        source,
        stack,
        subject: id,
      })),
    );
    // Whoever shows changes asks again after a while anyway.
    await fleet.announce(said).catch(() => undefined);
  };
  return {
    ...fleet,
    memoryOf: async (source) => {
      const plain = await fleet.memoryOf(source);
      if (plain === null) return null;
      const known = wrapped.get(plain);
      if (known !== undefined) return known;
      const memory: Memory = {
        ...plain,
        change: async (work) => {
          const touched = new Map<string, Change>();
          const result = await plain.change((writing) =>
            work({
              ...writing,
              openChange: (change) => {
                touched.set(change.id, change);
                return writing.openChange(change);
              },
              saveChange: (change) => {
                touched.set(change.id, change);
                return writing.saveChange(change);
              },
            }),
          );
          if (touched.size > 0) await tell(source, touched);
          return result;
        },
      };
      wrapped.set(plain, memory);
      return memory;
    },
  };
}
