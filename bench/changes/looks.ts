import { cpus } from 'node:os';
import { declaration } from '#domain/change/draft-for-test.ts';
import type { Look } from '#domain/change/look.ts';
import type { ChangeWatch } from '#domain/change/change.ts';
import type { WatchHistory } from '#domain/change/watch-history.ts';
import { watchEvidence } from '#domain/change/watch-evidence.ts';
import { lookOnce, openMetric } from '#domain/release/look-once.ts';
import { metricAlpha } from '#domain/release/spend-alpha.ts';

/**
 * What judging one look of a watch costs when the watch is in hand: three metrics, blocks of 5 minutes, 60 days of
 * history, half a day in. Reading the sources and memory is not in it. `node bench/changes/looks.ts`
 */
const BLOCK_MS = 300_000;
const DAY_BLOCKS = 288;
const DAYS = 60;
const LOOK = DAY_BLOCKS / 2;
const WATCHES = 1000;
const startMs = Date.UTC(2026, 2, 25);
const of = declaration();

const before = (seed: number): WatchHistory['metrics'][number]['release'] => {
  const blocks = [...Array(DAYS * DAY_BLOCKS).keys()];
  const day = (i: number): number => Math.exp(0.3 * Math.sin((2 * Math.PI * i) / DAY_BLOCKS));
  return {
    startMs: startMs - DAYS * DAY_BLOCKS * BLOCK_MS,
    blockMs: BLOCK_MS,
    num: blocks.map((i) => Math.round(100 * day(i) + 10 * Math.sin(i * 12.9898 + seed))),
    den: blocks.map(() => 3000),
  };
};

const history: WatchHistory = {
  metrics: of.metrics.map(({ name }, seed) => ({
    name,
    query: name,
    threshold: null,
    slowShares: null,
    release: before(seed),
    control: null,
    faults: {},
    controlFaults: {},
    provisionalFromMs: null,
    siblings: [],
  })),
};

const lookAt = (number: number): Look => ({
  watch: 1,
  number,
  at: new Date(startMs).toISOString(),
  asOfMs: startMs + number * BLOCK_MS,
  outcome: 'INCONCLUSIVE',
  metrics: of.metrics.map(({ name }) => ({
    name,
    release: {
      from: number - 1,
      num: [100],
      den: [3000],
      faults: {},
      newestMs: startMs + (number - 0.5) * BLOCK_MS,
      provisionalFromMs: null,
    },
    control: null,
    outage: null,
    statistic: null,
    bound: null,
    alarm: false,
  })),
  contaminations: [],
  undecided: [],
  followed: 'look on',
});

const looks = [...Array(LOOK).keys()].map((i) => lookAt(i + 1));
const watch: ChangeWatch = {
  number: 1,
  startMs,
  watchMs: DAY_BLOCKS * BLOCK_MS,
  blockMs: BLOCK_MS,
  looks: LOOK,
  shiftDays: 0,
};
const alpha = metricAlpha(of.watch.familyAlpha, of.metrics.length);

const opened = measured(() => {
  const { metrics, watch: judged } = watchEvidence(of, watch, history, looks);
  return metrics.map((metric) => openMetric(metric, judged, alpha));
});
const looked = measured(() => {
  for (let i = 0; i < WATCHES; i += 1) {
    const { metrics, watch: judged } = watchEvidence(of, watch, history, looks);
    for (const [j, metric] of metrics.entries()) {
      const opening = opened.value[j];
      if (opening !== undefined) lookOnce(opening, metric, judged, alpha, LOOK);
    }
  }
});
console.log(`${cpus()[0]?.model ?? 'unknown processor'}, CPU time of one core`);
console.log(`opening a watch of ${of.metrics.length} metrics, once: ${opened.ms} ms`);
console.log(`a look at each of ${WATCHES} watches: ${looked.ms} ms`);

function measured<T>(work: () => T): { readonly value: T; readonly ms: number } {
  const from = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(from);
  return { value, ms: Math.round((user + system) / 1000) };
}
