import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueue, type OpenQueue } from '../../src/adapters/queue/job-queue.ts';
import type { FleetStackSettings } from '#domain/fleet/fleet-stack.ts';
import type { StackReport } from '#domain/drift/report.ts';
import type { RunningJob, TaskEnd } from '#ports/work-queue.ts';
import { openPostgres } from '#store/postgres-database.ts';
import { serverFleet } from '#store/server-fleet.ts';
import { postgresForTest, type TestPostgres } from '#test/databases.ts';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { nextRun, runSchedule, watchStaleness } from '#workflows/fleet/run-schedule.ts';
import { unknownReport } from '#workflows/fleet/unknown-report.ts';
import { rememberReport } from '#workflows/remember-scan.ts';
import { DEFAULT_FLAPPING } from '#domain/drift/life/flapping.ts';

const parts = await realParts();
const missing = skipReason(parts, ['postgres']);
const FULL = process.env['KEDGE_FULL'] === '1';
const STACKS = Number(process.env['KEDGE_DAY_STACKS'] ?? (FULL ? 1000 : 40));
const HOURS = Number(process.env['KEDGE_DAY_HOURS'] ?? (FULL ? 24 : 6));
const MS = 3 * 3_600_000;
const MINUTE_MS = 60_000;
const START = Date.parse('2026-03-01T00:00:00Z');

/**
 * One day of hourly schedules. The clock jumps a minute at a time; what is due is handed in, and two workers with a
 * database connection of their own each take it up. A scan here starts no engine: it remembers a report, which is what
 * the queue and the database have to bear of one.
 */
describe.skipIf(missing !== null)(`a day of ${STACKS} stacks${because(missing)}`, () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await postgresForTest(parts.postgres ?? '');
  }, MS);
  afterAll(() => postgres.stop());

  it(
    'serves every slot or tells that it was missed, and marks what nobody reads',
    async () => {
      const url = await postgres.freshUrl();
      let nowMs = START;
      const clock = { now: () => new Date(nowMs) };
      const [main, ...others] = await Promise.all([0, 1, 2].map(() => open(url, clock)));
      if (main === undefined) throw new Error('three were opened');
      const { fleet, queue } = main;
      await fleet.addSource({ kind: 'folder', name: 'day', subfolder: '', team: null, folder: '/day' });
      await fleet.noteSync('day', { at: iso(nowMs), commit: null, project: 'day' });
      const names = Array.from({ length: STACKS }, (_, index) => `s${String(index).padStart(4, '0')}`);
      await fleet.keepStacks('day', names.map(hourly), iso(nowMs), (stack) =>
        nextRun({ source: 'day', ...stack }, nowMs),
      );
      // One can never be read.
      const broken = names[0];
      const served = new Map<string, number>(names.map((name) => [name, 0]));
      const workers = await Promise.all(
        others.map((other) =>
          other.queue.runner.start({ engine: 4, change: 0, light: 0 }, async (job, running) => {
            const stack = job.stack ?? '';
            served.set(stack, (served.get(stack) ?? 0) + 1);
            return scanned(stack, stack !== broken, running, other, clock);
          }),
        ),
      );
      const schedule = {
        fleet,
        queue,
        clock,
        redactor: { redactText: String },
        stale: () => Promise.resolve(),
      };
      const waits: number[] = [];
      const memory: number[] = [];
      for (let minute = 1; minute <= HOURS * 60; minute += 1) {
        nowMs = START + minute * MINUTE_MS;
        while ((await runSchedule(schedule)) > 0);
        if (minute % 10 === 0) await watchStaleness(schedule);
        // What waits is done before the clock goes on, as it would be in a real minute.
        waits.push(await drained(queue));
        if (minute % 60 === 0) {
          collect();
          memory.push(Math.round(process.memoryUsage().heapUsed / 2 ** 20));
        }
      }
      await Promise.all(workers.map((worker) => worker.stop()));
      const counts = [...served.values()];
      const { changes } = await fleet.changesAfter(0);
      const missed = changes.filter(({ kind }) => kind === 'slots_missed').length;
      console.log(
        `${STACKS} stacks, ${HOURS} h: ${counts.reduce((a, b) => a + b, 0)} slots served, fewest of a stack ${Math.min(...counts)}, ${missed} told as missed; longest until the queue was empty ${Math.max(...waits)} ms; heap by the hour ${memory.join(', ')} MB`,
      );
      // The last slot of a stack may lie in the jitter after the end.
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(HOURS - 1);
      expect(Math.max(...counts)).toBeLessThanOrEqual(HOURS + 1);
      const stale = (await fleet.stacks(null)).filter(({ staleSince }) => staleSince !== null);
      expect(stale.map(({ stack }) => stack)).toEqual(HOURS > 4 ? [broken] : []);
      const reading = await fleet.memoryOf('day');
      expect((await reading?.findStack(broken ?? ''))?.lastScan?.status).toBe('unknown');
      expect((await reading?.findStack(names[1] ?? ''))?.lastScan?.status).toBe('in_sync');
      for (const each of [main, ...others]) await each.close();
    },
    MS,
  );
});

/** What is left after a collection is what is held. */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const iso = (ms: number): string => new Date(ms).toISOString();

const hourly = (stack: string): FleetStackSettings => ({
  stack,
  path: stack,
  owner: null,
  team: null,
  channel: null,
  account: null,
  schedule: { cron: '0 * * * *', timeZone: 'UTC', jitterMs: 10 * MINUTE_MS, staleAfter: 3 },
});

async function open(url: string, clock: { now: () => Date }) {
  const opened = await openPostgres(url);
  if ('refused' in opened) throw new Error(opened.refused);
  const { database } = opened;
  const queue = await openQueue({ database, clock, laneOf: () => 'engine', report: () => undefined });
  return {
    fleet: serverFleet(database),
    queue,
    close: async () => {
      await queue.close();
      await database.close(true);
    },
  };
}

async function scanned(
  stack: string,
  good: boolean,
  running: RunningJob,
  { fleet }: Awaited<ReturnType<typeof open>>,
  clock: { now: () => Date },
): Promise<TaskEnd> {
  const memory = await fleet.memoryOf('day');
  const found = await fleet.findStack('day', stack);
  if (memory === null || found === null) throw new Error(`There is no ${stack}.`);
  const at = clock.now().toISOString();
  const unknown = unknownReport(found, { code: 'plan_errored' }, { redactText: String });
  const report: StackReport = good
    ? { ...unknown, status: 'in_sync', unknown: null, resources_read: 1 }
    : unknown;
  await rememberReport({ id: running.job, at, report }, memory, DEFAULT_FLAPPING);
  await fleet.noteScan('day', stack, { at, good, durationMs: 1 });
  return { kind: 'done', result: {} };
}

/** How long until nothing waits and nothing runs. */
async function drained(queue: OpenQueue): Promise<number> {
  const from = performance.now();
  for (;;) {
    const { waiting, running } = await queue.depth();
    if (waiting + running === 0) return Math.round(performance.now() - from);
    if (performance.now() - from > 600_000) throw new Error(`${waiting} jobs wait and ${running} run.`);
    await sleep(20);
  }
}
