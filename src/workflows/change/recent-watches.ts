import type { WatchCache, WatchInHand } from './watch-cache.ts';

/**
 * What a worker has in hand of its watches, at most so many: a watch of three metrics with 60 days before it takes about
 * 2 MB. The one that was looked at longest ago goes first, and is made again from memory.
 */
export function recentWatches(most: number): WatchCache {
  return new (class extends Map<string, WatchInHand> {
    override get(key: string): WatchInHand | undefined {
      const found = super.get(key);
      if (found !== undefined) {
        super.delete(key);
        super.set(key, found);
      }
      return found;
    }
    override set(key: string, value: WatchInHand): this {
      super.delete(key);
      super.set(key, value);
      const [oldest] = this.keys();
      if (this.size > most && oldest !== undefined) super.delete(oldest);
      return this;
    }
  })();
}
