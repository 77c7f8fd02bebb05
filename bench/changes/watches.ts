import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openedChange } from '#domain/change/draft-for-test.ts';
import type { Change } from '#domain/change/change.ts';
import { lockKeys } from '#domain/change/change-lock.ts';
import type { StoredBlocks, WatchHistory } from '#domain/change/watch-history.ts';
import type { Memory } from '#ports/memory.ts';
import type { MetricReader } from '#ports/metric-reader.ts';
import { openMemory } from '#store/open-memory.ts';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { realParts } from '#test/real-parts.ts';
import type { ChangeDependencies } from '#workflows/change/change-dependencies.ts';
import { advanceChange } from '#workflows/change/drive-change.ts';

/**
 * A look at each of many live watches of three metrics as the worker makes it: reading the change, asking a source in
 * the same process, judging, and writing look, change and event in one transaction. `node bench/changes/watches.ts
 * [pglite|postgres] [watches]`. Opening each watch, which reads its days before once, is told apart.
 */
const BLOCK_MS = 300_000;
const DAY_BLOCKS = 288;
const DAYS = 21;
const ROUNDS = 5;
const START = Date.UTC(2026, 2, 25);
const SIGNAL = new AbortController().signal;
const kind = process.argv[2] === 'postgres' ? 'postgres' : 'pglite';
const watches = Number(process.argv[3] ?? 1000);

const ripple = (i: number, seed: number): number => Math.sin(i * 12.9898 + seed * 78.233);
const numAt = (block: number, seed: number): number =>
  Math.round(100 * Math.exp(0.3 * Math.sin((2 * Math.PI * block) / DAY_BLOCKS)) + 8 * ripple(block, seed));
const blockOf = (timeMs: number): number => Math.floor((timeMs - START) / BLOCK_MS);

const before = (seed: number): StoredBlocks => ({
  startMs: START - DAYS * DAY_BLOCKS * BLOCK_MS,
  blockMs: BLOCK_MS,
  num: Array.from({ length: DAYS * DAY_BLOCKS }, (_, i) => numAt(i - DAYS * DAY_BLOCKS, seed)),
  den: Array.from({ length: DAYS * DAY_BLOCKS }, () => 100_000),
});

/** Answers at once, from no file and no network. */
const source: MetricReader = {
  read: async ({ query, range: { fromMs, toMs, stepMs } }) => {
    const steps = Math.round((toMs - fromMs) / stepMs);
    const seed = Number(query.settings['seed']);
    const timeMs = Float64Array.from({ length: steps }, (_, i) => fromMs + (i + 0.5) * stepMs);
    return {
      samples: {
        timeMs,
        num: timeMs.map((time) => numAt(blockOf(time), seed)),
        den: new Float64Array(steps).fill(100_000),
        receivedMs: null,
      },
      kind: 'amount',
      resetsMs: [],
      settledToMs: null,
      query: `seed ${seed}`,
      threshold: null,
      shares: null,
    };
  },
};

function watched(i: number): Change {
  const plain = openedChange();
  const metrics = plain.declaration.metrics.map((metric, j) => ({
    ...metric,
    release: { source: 'own', settings: { seed: String(3 * i + j) } },
  }));
  return {
    ...plain,
    id: `change-${i}`,
    declaration: { ...plain.declaration, id: `change-${i}`, services: [`service-${i}`], metrics },
    state: 'watching',
    startedAt: new Date(START).toISOString(),
    watch: {
      number: 1,
      startMs: START,
      watchMs: DAY_BLOCKS * BLOCK_MS,
      blockMs: BLOCK_MS,
      looks: 0,
      shiftDays: 0,
    },
    attempt: 1,
  };
}

const historyOf = (change: Change, i: number): WatchHistory => ({
  metrics: change.declaration.metrics.map(({ name }, j) => ({
    name,
    query: name,
    threshold: null,
    slowShares: null,
    release: before(3 * i + j),
    control: null,
    faults: {},
    controlFaults: {},
    provisionalFromMs: null,
    siblings: [],
  })),
});

async function begin(memory: Memory): Promise<void> {
  for (let i = 0; i < watches; i += 1) {
    const change = watched(i);
    await memory.change(async (writing) => {
      await writing.openChange(change);
      await writing.takeLocks(change, lockKeys(change.declaration), new Date(START).toISOString());
      await writing.saveWatchHistory(change.id, 1, historyOf(change, i));
    });
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

const folder = await mkdtemp(join(tmpdir(), 'kedge-watches-'));
const { postgres: initdb } = await realParts();
const server: TestPostgres | null =
  kind === 'postgres' && initdb !== null ? await postgresForTest(initdb) : null;
const opened = await openMemory({
  databaseUrl: server === null ? null : await server.freshUrl(),
  folder: join(folder, 'kedge'),
  project: 'bench',
  command: 'bench',
  now: () => new Date(),
});
if ('refused' in opened) throw new Error(opened.refused);
const { memory } = opened;
let nowMs = START;
const deps: ChangeDependencies = {
  memory,
  clock: { now: () => new Date(nowMs) },
  runner: {
    run: () => Promise.reject(new Error('Nothing is run.')),
    call: () => Promise.reject(new Error('Nothing is called.')),
  },
  metrics: source,
  caller: { call: () => Promise.resolve(), channelCheck: async () => null },
  records: { write: async () => ({ problem: 'Nothing is written.' }) },
  freezes: { read: async () => ({ freezes: [] }) },
  code: null,
  decisionsFolder: 'decisions',
  redactText: (text) => text,
  holder: { host: 'bench', pid: process.pid, startedAt: '' },
  lives: async () => false,
  cache: new Map(),
};
try {
  await begin(memory);
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${kind}, ${watches} live watches, one at a time`);
  console.log(
    `history ${DAYS} days of 5-minute blocks, memory ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`,
  );
  for (let round = 0; round <= ROUNDS; round += 1) {
    nowMs = START + (round + 1) * BLOCK_MS + 120_000;
    const wall = performance.now();
    const cpu = process.cpuUsage();
    for (let i = 0; i < watches; i += 1) {
      const next = await advanceChange(`change-${i}`, { attempt: 1 }, deps, SIGNAL);
      if (next.kind !== 'again') throw new Error(JSON.stringify(next));
    }
    const { user, system } = process.cpuUsage(cpu);
    const what = round === 0 ? 'opening each, and look 1' : `look ${round + 1}`;
    console.log(
      `${what}: ${seconds(performance.now() - wall)} s wall, ${seconds((user + system) / 1000)} s CPU of this process, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`,
    );
  }
} finally {
  await memory.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
}
