import type { Draft } from '#domain/change/declare.ts';
import type { Declaration, DeclaredMetric } from '#domain/change/declaration.ts';
import { command, declaration } from '#domain/change/draft-for-test.ts';
import { createMetricFileReader } from '#platform/metric-file-reader.ts';
import { createFreezeBook } from '#platform/freeze-file.ts';
import { createStepRunner } from '#platform/run-step.ts';
import type { Memory } from '#ports/memory.ts';
import type { MetricReader } from '#ports/metric-reader.ts';
import type { OwnerCall } from '#ports/owner-caller.ts';
import type { ChangeDependencies } from '#workflows/change/change-dependencies.ts';
import { checkChange } from '#workflows/change/check-change.ts';
import { advanceChange, takeWheel } from '#workflows/change/drive-change.ts';
import type { Next } from '#workflows/change/next-turn.ts';
import { openChange } from '#workflows/change/open-change.ts';
import { startChange } from '#workflows/change/start-change.ts';

export const OWNER = 'Ana Diaz <ana@example.com>';
export const SECOND = 'Bo Li <bo@example.com>';
export const HOUR = 3_600_000;
/** Enough, with five peers, for the false-alarm rate of three metrics. */
const HISTORY_DAYS = 31;
/** When the rollout of a test begins. */
export const START = Date.UTC(2026, 2, 25, 12);
const NEVER = new AbortController().signal;

/** A folder with metrics, programs that are real processes, and a clock that the test owns. */
export interface ChangeWorld {
  readonly folder: string;
  readonly deps: ChangeDependencies;
  readonly calls: OwnerCall[];
  nowMs(): number;
  setNow(ms: number): void;
  /** Turns until a person is needed or it is over; the clock goes to what is due next, and no further than `until`. */
  drive(id: string, until?: number, turned?: () => Promise<void>): Promise<Next>;
}

export function worldIn(
  folder: string,
  memory: Memory,
  startMs: number,
  over: Partial<ChangeDependencies> = {},
): ChangeWorld {
  let now = startMs;
  const calls: OwnerCall[] = [];
  const deps: ChangeDependencies = {
    memory,
    clock: { now: () => new Date(now) },
    runner: createStepRunner({ folder, env: process.env, redactText: (text) => text }),
    metrics: createMetricFileReader(folder),
    caller: { call: async (call) => void calls.push(call), channelCheck: async () => null },
    records: { write: async () => ({ problem: 'There is no repository in this test.' }) },
    freezes: createFreezeBook(folder),
    code: null,
    decisionsFolder: 'decisions',
    redactText: (text) => text,
    holder: { host: 'here', pid: process.pid, startedAt: 'now' },
    lives: async () => false,
    cache: new Map(),
    ...over,
  };
  return {
    folder,
    deps,
    calls,
    nowMs: () => now,
    setNow: (ms) => {
      now = ms;
    },
    async drive(id, until = Number.POSITIVE_INFINITY, turned = async () => undefined) {
      const wheel = await takeWheel(id, deps);
      if ('refused' in wheel) return { kind: 'refused', why: wheel.refused };
      for (;;) {
        const next = await advanceChange(id, wheel.fence, deps, NEVER);
        await turned();
        if (next.kind === 'at' && next.atMs <= until) now = Math.max(now, next.atMs);
        else if (next.kind !== 'again') return next;
      }
    },
  };
}

/** Opens, checks and starts; throws what refuses it. */
export async function started(world: ChangeWorld, of: Declaration): Promise<void> {
  const { deps } = world;
  const opened = await openChange({ declaration: of, file: null, commit: null, actor: OWNER }, deps);
  if ('refused' in opened) throw new Error(opened.refused);
  const checked = await checkChange(of.id, OWNER, deps, NEVER);
  if ('refused' in checked) throw new Error(checked.refused);
  const begun = await startChange(of.id, { actor: OWNER }, deps);
  if ('refused' in begun) throw new Error(begun.refused);
}

const ripple = (i: number): number => {
  const wave = Math.sin(i * 12.9898) * 43758.5453;
  return 2 * (wave - Math.floor(wave)) - 1;
};

const PEERS = ['search', 'cart', 'login', 'pay', 'mail'];

/**
 * Hourly metrics of the days before and of the days after, of a service and its peers. `worse` multiplies what the service does
 * from an instant on, until another.
 */
export function metricsCsv({
  startMs = START,
  worse = {},
  fromMs = startMs,
  untilMs = Infinity,
  days = HISTORY_DAYS + 4,
  gaps = [],
}: {
  readonly startMs?: number;
  readonly worse?: Readonly<Record<string, number>>;
  readonly fromMs?: number;
  readonly untilMs?: number;
  readonly days?: number;
  /** Hours after the start of which there is no value. */
  readonly gaps?: readonly number[];
} = {}): string {
  const rows = ['time,metric,series,num,den'];
  const first = startMs - HISTORY_DAYS * 24 * HOUR;
  for (let i = 0; i < days * 24; i += 1) {
    const at = first + i * HOUR;
    if (gaps.includes((at - startMs) / HOUR)) continue;
    const time = new Date(at + HOUR / 2).toISOString();
    const day = 0.3 * Math.sin((2 * Math.PI * i) / 24);
    for (const [j, metric] of ['p95_latency', 'error_rate', 'cost_per_request'].entries()) {
      for (const [k, series] of ['checkout', ...PEERS].entries()) {
        const seed = i + 10_000 * j + 100_000 * k;
        const factor = k === 0 && at >= fromMs && at < untilMs ? (worse[metric] ?? 1) : 1;
        const den = 100_000;
        const num = Math.round(
          (metric === 'error_rate' ? 1000 : 20_000) * Math.exp(day + 0.03 * ripple(seed)) * factor,
        );
        rows.push(`${time},${metric},${series},${num},${den}`);
      }
    }
  }
  return `${rows.join('\n')}\n`;
}

const query = (metric: string, series: string): DeclaredMetric['release'] => ({
  source: 'file',
  settings: { file: 'metrics.csv', metric, series },
});

const watched = (name: string): DeclaredMetric => ({
  name,
  kind: name === 'error_rate' ? 'count' : 'ratio',
  worse: 'higher',
  tolerance: 0.1,
  mustDetect: 0.3,
  baseline: 'peers',
  release: query(name, 'checkout'),
  control: null,
  peers: PEERS.map((peer) => ({ name: peer, query: query(name, peer) })),
});

/** What the tests roll out: two steps that are real programs, watched by the hour. */
export const release = (over: Partial<Draft> = {}): Declaration =>
  declaration({
    metrics: ['p95_latency', 'error_rate', 'cost_per_request'].map(watched),
    stopConditions: [{ kind: 'metrics', id: 'errors', when: 'error_rate.now > 0.5' }],
    rollout: [
      {
        name: 'all',
        reach: { kind: 'percent', percent: 100 },
        run: program('deploy 42'),
        idempotent: true,
        gate: { atLeastMs: 0, blocks: 0, conditions: [], manual: false },
      },
    ],
    rollback: {
      does: { kind: 'command', command: program('deploy 41') },
      dry: null,
      verify: command(
        process.execPath,
        '-e',
        `process.exit(require('fs').readFileSync('done.txt','utf8').trim().endsWith('deploy 41')?0:3)`,
      ),
      metricsBackWithinMs: null,
    },
    watch: {
      durationMs: 24 * HOUR,
      shorterBecause: null,
      blockMs: HOUR,
      settleMs: 120_000,
      familyAlpha: 0.05,
      historyDays: HISTORY_DAYS,
      answerWithinMs: 1_800_000,
    },
    ...over,
  });

/** Notes in `done.txt` that it ran. */
export const program = (word: string): ReturnType<typeof command> =>
  command(process.execPath, '-e', `require('fs').appendFileSync('done.txt',${JSON.stringify(`${word}\n`)})`);

/** Of what the programs of a test noted. */
export const faulty = (reader: MetricReader, fails: () => boolean): MetricReader => ({
  read: async (request, signal) =>
    fails() ? { fault: 'outage', detail: 'The source is away.' } : reader.read(request, signal),
});
