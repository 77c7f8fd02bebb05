import { CHANGE_STATES } from '#domain/change/change-state.ts';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { FIGURE_MEANING, FIGURE_NAMES } from '#domain/drift/life/drift-figures.ts';
import { DRIFT_STATES, isClosed } from '#domain/drift/life/drift-state.ts';
import { SEVERITIES } from '#domain/drift/severity.ts';
import { STANDINGS, standingOf } from '#domain/fleet/stack-standing.ts';
import type { FleetSnapshot } from '#workflows/fleet/fleet-view.ts';
import { sumOf } from '#workflows/fleet/list-fleet-drift.ts';
import type { DataDependencies } from '../data-dependencies.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const WINDOW_MS = 30 * DAY_MS;
const WORKER_ALIVE_MS = 60_000;

/** The ages by which open drift is counted; what is older than the last is `older`. */
const AGES = [
  { age: '1d', limitMs: DAY_MS },
  { age: '7d', limitMs: 7 * DAY_MS },
  { age: '30d', limitMs: 30 * DAY_MS },
  { age: '90d', limitMs: 90 * DAY_MS },
] as const;

/** A series for each stack, up to so many; those that were not read for the longest come first. */
export const MOST_STACK_SERIES = 2_000;

const SCAN_SECONDS = [1, 2.5, 5, 10, 20, 40, 60, 120, 300, 600, 900];

/** Everything that `GET /metrics` tells, read anew for each scrape. */
export interface FleetMetrics {
  readonly contentType: string;
  text(): Promise<string>;
}

export function createFleetMetrics(deps: DataDependencies): FleetMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'kedge_' });
  // They are no counters, and are called as if they were.
  for (const name of ['handles', 'requests', 'resources']) {
    registry.removeSingleMetric(`kedge_nodejs_active_${name}_total`);
  }
  const scans = createScanDurations(registry, deps);
  const gauges = createGauges(registry);
  return {
    contentType: registry.contentType,
    text: async () => {
      await scans();
      await setGauges(gauges, await deps.view.now(), deps);
      return registry.metrics();
    },
  };
}

/** Of all workers, told by what memory took in since this process began: it starts from zero like any counter. */
function createScanDurations(registry: Registry, { reads }: DataDependencies): () => Promise<void> {
  const histogram = new Histogram({
    name: 'kedge_scan_duration_seconds',
    help: 'How long scans took, by how they left their stack and by the way that their plan was made.',
    labelNames: ['status', 'way'],
    buckets: SCAN_SECONDS,
    registers: [registry],
  });
  let after: string | null = null;
  return async () => {
    const { last, scans } = await reads.scansAfter(after);
    after = last;
    for (const { status, way, durationMs } of scans) {
      if (durationMs !== null) histogram.observe({ status, way: way ?? 'unknown' }, durationMs / 1000);
    }
  };
}

type Gauges = ReturnType<typeof createGauges>;

function createGauges(registry: Registry) {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
  return {
    stacks: gauge('kedge_stacks', 'Stacks by how they stand; unknown is not in sync.', ['status']),
    stale: gauge('kedge_stale_stacks', 'Stacks that no scan has read for too long.'),
    open: gauge('kedge_open_drift', 'Drift that is not settled, by severity.', ['severity']),
    byAge: gauge(
      'kedge_open_drift_by_age',
      'Drift that is not settled, by severity and by the age that it does not exceed.',
      ['severity', 'age'],
    ),
    states: gauge('kedge_drift_by_state', 'Drift that is not closed, by state.', ['state']),
    sloSeconds: gauge('kedge_slo_seconds', 'Times of the last 30 days; none without data.', ['figure']),
    sloRatio: gauge('kedge_slo_ratio', 'Shares of the last 30 days; none without data.', ['figure']),
    jobs: gauge('kedge_queue_jobs', 'Jobs that wait or run.', ['state']),
    oldest: gauge(
      'kedge_queue_oldest_waiting_seconds',
      'How long the oldest job that could start has waited.',
    ),
    retried: gauge(
      'kedge_queue_retried_jobs',
      'Jobs that were begun more than once, of those that are kept.',
    ),
    workers: gauge('kedge_workers', 'Workers that said within a minute that they are alive.'),
    slots: gauge('kedge_worker_slots', 'Engines that they run at once, all together.'),
    changes: gauge('kedge_changes', 'Changes by state.', ['state']),
    looks: gauge('kedge_change_looks', 'Looks that were made at changes, of all that are remembered.'),
    lookOverdue: gauge(
      'kedge_change_look_overdue_seconds',
      'How long the look at a change that has waited most is due; 0: none is.',
    ),
    lastGood: gauge(
      'kedge_stack_last_good_scan_timestamp_seconds',
      'When a scan last read the whole stack; 0: none ever did.',
      ['source', 'stack'],
    ),
    leftOut: gauge(
      'kedge_stack_series_left_out',
      'Stacks without a series of their own, because there are too many.',
    ),
  };
}

async function setGauges(
  gauges: Gauges,
  snapshot: FleetSnapshot,
  { reads, changeFigures, queue, fleet, clock }: DataDependencies,
): Promise<void> {
  const now = clock.now();
  setStacks(gauges, snapshot);
  setDrift(gauges, snapshot);
  const ages = await reads.openByAge(
    now.toISOString(),
    AGES.map(({ limitMs }) => limitMs),
  );
  for (const severity of SEVERITIES) {
    for (const [bucket, age] of [...AGES.map((each) => each.age), 'older'].entries()) {
      const found = ages.find((each) => each.severity === severity && each.bucket === bucket);
      gauges.byAge.set({ severity, age }, found?.count ?? 0);
    }
  }
  const figures = await reads.figures({ sources: null, stacks: null }, now.toISOString(), WINDOW_MS);
  gauges.sloSeconds.reset();
  gauges.sloRatio.reset();
  for (const name of FIGURE_NAMES) {
    const { value } = figures[name];
    if (value === null) continue;
    if (FIGURE_MEANING[name].unit === 'ms') gauges.sloSeconds.set({ figure: name }, value / 1000);
    else gauges.sloRatio.set({ figure: name }, value);
  }
  const changes = await changeFigures(now.getTime());
  for (const state of CHANGE_STATES) gauges.changes.set({ state }, changes.byState[state] ?? 0);
  gauges.looks.set(changes.looks);
  gauges.lookOverdue.set(changes.overdueMs / 1000);
  const depth = await queue.depth();
  gauges.jobs.set({ state: 'waiting' }, depth.waiting);
  gauges.jobs.set({ state: 'running' }, depth.running);
  gauges.oldest.set(depth.oldestWaitingMs / 1000);
  gauges.retried.set(depth.retried);
  const workers = await fleet.workers(new Date(now.getTime() - WORKER_ALIVE_MS).toISOString());
  gauges.workers.set(workers.length);
  gauges.slots.set(workers.reduce((sum, { slots }) => sum + slots, 0));
}

function setStacks(gauges: Gauges, { standings }: FleetSnapshot): void {
  const statuses = standings.map((standing) => standingOf(standing).status);
  for (const status of STANDINGS) {
    gauges.stacks.set({ status }, statuses.filter((each) => each === status).length);
  }
  gauges.stale.set(standings.filter(({ staleSince }) => staleSince !== null).length);
  const named = standings
    .map(({ source, stack, lastGoodAt }) => ({
      source,
      stack,
      seconds: lastGoodAt === null ? 0 : Date.parse(lastGoodAt) / 1000,
    }))
    .toSorted((a, b) => a.seconds - b.seconds);
  gauges.lastGood.reset();
  for (const { source, stack, seconds } of named.slice(0, MOST_STACK_SERIES)) {
    gauges.lastGood.set({ source, stack }, seconds);
  }
  gauges.leftOut.set(Math.max(0, named.length - MOST_STACK_SERIES));
}

function setDrift(gauges: Gauges, snapshot: FleetSnapshot): void {
  const drift = snapshot.tally.filter((row) => row.drift);
  for (const state of DRIFT_STATES) {
    if (isClosed(state)) continue;
    gauges.states.set({ state }, sumOf(drift.filter((row) => row.state === state)));
  }
  const open: Record<string, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  const keys = new Map(drift.map((row) => [`${row.source}\n${row.stack}`, row]));
  for (const key of keys.values()) {
    const counts = snapshot.open(key);
    for (const severity of SEVERITIES) open[severity] = (open[severity] ?? 0) + counts[severity];
  }
  for (const severity of SEVERITIES) gauges.open.set({ severity }, open[severity] ?? 0);
}
