import type { Change, ChangeWatch } from '#domain/change/change.ts';
import { joinLooks } from '#domain/change/join-looks.ts';
import type { Look } from '#domain/change/look.ts';
import { recentHistory } from '#domain/change/recent-history.ts';
import { watchEvidence } from '#domain/change/watch-evidence.ts';
import type { WatchHistory } from '#domain/change/watch-history.ts';
import { openMetric } from '#domain/release/look-once.ts';
import { metricAlpha } from '#domain/release/spend-alpha.ts';
import type { ChangeDependencies } from './change-dependencies.ts';
import type { Next } from './next-turn.ts';
import { holdForPeople } from './hold-for-people.ts';
import { readHistory } from './read-history.ts';
import { watchKey, type WatchInHand } from './watch-cache.ts';
import { writeChange, type Fence } from './write-change.ts';

const RETRY_MS = 60_000;
/** A source that is still silent after so long a time will not be heard before a person looks. */
const PATIENCE_MS = 30 * 60_000;

/** What a look needs of its watch: from hand, else from memory, else from the sources, which then are asked once. */
export async function openWatch(
  change: Change,
  watch: ChangeWatch,
  fence: Fence,
  deps: ChangeDependencies,
  signal: AbortSignal,
): Promise<{ readonly inHand: WatchInHand } | { readonly next: Next }> {
  const key = watchKey(change.id, watch.number);
  const known = deps.cache.get(key);
  if (known !== undefined && known.made === watch.looks) return { inHand: known };
  const stored = await deps.memory.watchHistory(change.id, watch.number);
  if (stored !== null) {
    const looks = await deps.memory.changeLooks(change.id, watch.number, 1);
    return { inHand: takeInHand(change, watch, stored, looks, deps) };
  }
  const rolloutStartMs = Date.parse(change.steps[0]?.run.startedAt ?? change.startedAt ?? '');
  const read = await readHistory(change, watch, rolloutStartMs, deps, signal);
  if ('fault' in read) {
    const nowMs = deps.clock.now().getTime();
    if (read.fault.fault === 'outage' && nowMs < watch.startMs + watch.blockMs + PATIENCE_MS) {
      return { next: { kind: 'at', atMs: nowMs + RETRY_MS } };
    }
    const why = deps.redactText(
      `The history of ${read.metric} could not be read, so nothing can be judged: ${read.fault.detail}`,
    );
    const held = await writeChange(change.id, deps, (now, at) => holdForPeople(now, at, why), fence);
    return { next: 'refused' in held ? { kind: 'refused', why: held.refused } : { kind: 'again' } };
  }
  await deps.memory.change((writing) => writing.saveWatchHistory(change.id, watch.number, read.history));
  // What another process wrote first counts, and not what was read here.
  const history = (await deps.memory.watchHistory(change.id, watch.number)) ?? read.history;
  return { inHand: takeInHand(change, watch, history, [], deps) };
}

/** The days before are looked at once, and then only the newest of them are kept. */
function takeInHand(
  { id, declaration }: Change,
  watch: ChangeWatch,
  history: WatchHistory,
  looks: readonly Look[],
  { cache }: ChangeDependencies,
): WatchInHand {
  const { watch: judged, metrics } = watchEvidence(declaration, watch, history, []);
  const alpha = metricAlpha(judged.familyAlpha, metrics.length);
  const joined = joinLooks(looks);
  const inHand: WatchInHand = {
    history: recentHistory(history),
    made: looks.length,
    looks: joined === null ? [] : [joined],
    openings: new Map(metrics.map((metric) => [metric.plan.name, openMetric(metric, judged, alpha)])),
  };
  cache.set(watchKey(id, watch.number), inHand);
  return inHand;
}
