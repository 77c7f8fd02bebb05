import { DAY_MS } from '../release/before-after/scheme.ts';
import { RECENT_DAYS } from '../release/look-once.ts';
import type { StoredBlocks, WatchHistory } from './watch-history.ts';

/** What a look reads of the days before: of a thousand watches nobody has sixty days of each at hand. */
export const recentHistory = ({ metrics }: WatchHistory): WatchHistory => ({
  metrics: metrics.map((metric) => ({
    ...metric,
    release: recent(metric.release),
    control: metric.control === null ? null : recent(metric.control),
    siblings: [],
  })),
});

function recent({ startMs, blockMs, num, den }: StoredBlocks): StoredBlocks {
  const from = Math.max(0, num.length - ((RECENT_DAYS + 1) * DAY_MS) / blockMs);
  return { startMs: startMs + from * blockMs, blockMs, num: num.slice(from), den: den.slice(from) };
}
