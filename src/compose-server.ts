import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { openQueue, type OpenQueue } from '#adapters/queue/job-queue.ts';
import { createConversationBranches } from '#adapters/git/source/conversation-branches.ts';
import { createCheckouts } from '#adapters/git/source/checkouts.ts';
import type { SourceSettings } from '#adapters/git/source/source-settings.ts';
import { compose, defaultConcurrency, type Kedge } from '#compose';
import { composeChanges, type ComposedChanges } from '#compose-changes';
import { composeWords, type ComposedWords } from '#compose-words';
import { composeNotices, type ComposedNotices } from '#compose-notices';
import { DEFAULT_FLAPPING } from '#domain/drift/life/flapping.ts';
import type { RateLimit } from '#domain/fleet/rate-bucket.ts';
import { identify } from '#platform/process-identity.ts';
import { createProjectReader } from '#platform/project-reader.ts';
import { loadConfig } from '#platform/config.ts';
import { secretSource } from '#platform/secret-source.ts';
import { tracesEndpoint } from '#platform/traces-endpoint.ts';
import { createSourceSettings } from '#platform/source-settings.ts';
import type { Checkouts } from '#ports/checkout.ts';
import type { Clock } from '#ports/clock.ts';
import type { EngineName } from '#ports/engine.ts';
import type { Fleet } from '#ports/fleet.ts';
import type { JobLane } from '#ports/job-runner.ts';
import type { ProjectReader } from '#ports/project-reader.ts';
import { JOB_PRIORITY } from '#ports/work-queue.ts';
import { OTHER_DIGEST_KEY, settleDigestKey } from '#store/digest-key-store.ts';
import { openDatabase } from '#store/open-database.ts';
import { serverOutbox } from '#store/server-outbox.ts';
import type { OpenDatabase } from '#store/project-memory.ts';
import { serverFleet } from '#store/server-fleet.ts';
import { fleetTasks } from '#work/fleet-tasks.ts';
import { keepSchedule } from '#work/keep-schedule.ts';
import { runWorker } from '#work/run-worker.ts';
import { sourceTasks } from '#work/source-tasks.ts';
import type { Task } from '#work/task.ts';
import type { FleetFixWork, FleetWork } from '#workflows/fleet/fleet-work.ts';
import { announcingChanges } from '#workflows/fleet/announcing-changes.ts';
import type { ChangeTime } from '#workflows/fleet/change-work.ts';
import { nextRun, submitScan } from '#workflows/fleet/run-schedule.ts';
import { findSourceStacks } from '#workflows/source-stacks.ts';
import { recordsAsked, recordsPlaceOf } from './compose-records.ts';

export interface ServerWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where clones lie, and the embedded database unless DATABASE_URL names another. Absolute. */
  readonly data: string;
  /** For whoever finds the folder in use: `kedge serve`. */
  readonly command: string;
  readonly log: Logger;
  /** Of this Kedge, for traces. */
  readonly version?: string;
  readonly clock?: Clock;
  /** The time that changes tell; not given: the world's. */
  readonly changeTime?: ChangeTime;
}

/** Everything that the server and its workers are made of, over one open database. */
export interface ServerParts {
  readonly world: ServerWorld;
  readonly kedge: Kedge;
  readonly clock: Clock;
  readonly database: OpenDatabase;
  /** What changes in its memories is told to the channels. */
  readonly fleet: Fleet;
  readonly notices: ComposedNotices;
  readonly changes: ComposedChanges;
  readonly words: ComposedWords;
  readonly queue: OpenQueue;
  readonly sources: SourceSettings;
  readonly checkouts: Checkouts;
  readonly projects: ProjectReader;
  /** Stops the queue and closes the database. What works has to be stopped before. */
  close(): Promise<void>;
}

/** One for each request that is answered, and some for those who work. */
const CONNECTIONS = 10;

/** Opens the database, the queue and what works on the fleet. `refused` is a sentence for a person. */
export async function openServer(
  world: ServerWorld,
): Promise<{ readonly parts: ServerParts } | { readonly refused: string }> {
  const { env, data, command, log } = world;
  const debug = (line: string): void => log.debug(line);
  const composed = await compose({ env, namedOnly: true, log: debug });
  if ('refused' in composed) return composed;
  const { kedge } = composed;
  const clock = world.clock ?? kedge.clock;
  const opened = await openDatabase({
    databaseUrl: databaseUrl(env),
    folder: data,
    command,
    now: () => clock.now(),
    connections: CONNECTIONS,
  });
  if ('refused' in opened) return opened;
  const { database } = opened;
  const stopTracing = await traced(world);
  try {
    const key = await settleDigestKey(database.db, {
      proof: kedge.keyProof,
      at: clock.now().toISOString(),
      alone: database.queue.kind === 'embedded',
    });
    if (key === 'in_use') {
      await database.close(false);
      await stopTracing();
      return { refused: OTHER_DIGEST_KEY };
    }
    if (key === 'changed') {
      log.warn(
        'The key of the digests that stand for secrets is another one than before: to decisions that were made earlier, secrets look changed.',
      );
    }
    const queue = await openQueue({
      database,
      clock,
      laneOf,
      report: (line) => log.warn(line),
    });
    const sources = { data, cache: kedge.cache, env, secrets: secretSource(env), log: debug };
    const checkouts = createCheckouts(sources);
    const fleet = serverFleet(database);
    const notices = composeNotices({
      database,
      fleet,
      queue,
      clock,
      env,
      sources: createSourceSettings({ fleet, checkouts, clock }),
      publicUrl: env['KEDGE_PUBLIC_URL'] || null,
      redactText: (text) => kedge.redactor.redactText(text),
      conversations: createConversationBranches({
        settings: sources,
        findSource: async (name) => (await fleet.findSource(name))?.source ?? null,
        now: () => clock.now(),
      }),
      report: (line) => log.warn(line),
    });
    const told = announcingChanges(notices.fleet, () => clock.now());
    const changes = composeChanges({
      kedge,
      database,
      fleet: told,
      queue,
      checkouts,
      sources,
      outbox: serverOutbox(database),
      time: world.changeTime ?? { now: () => clock.now(), inWorld: (ms) => ms },
      log,
    });
    const words = await composeWords({
      database,
      fleet: told,
      queue,
      clock,
      env,
      notices,
      words: changes.words,
    });
    return {
      parts: {
        world,
        kedge,
        clock,
        database,
        fleet: told,
        notices,
        changes,
        words,
        queue,
        sources,
        checkouts,
        projects: createProjectReader({
          fallbackEngine: () => engineAtHand(kedge),
          providerMirror: env['KEDGE_PROVIDER_MIRROR'] || null,
        }),
        close: async () => {
          await queue.close();
          await database.close(true);
          await stopTracing();
        },
      },
    };
  } catch (error) {
    await database.close(false);
    await stopTracing();
    throw database.explain(error);
  }
}

/** Sends traces of requests and jobs when it is told where to; loaded only then. */
async function traced({ env, version = '0' }: ServerWorld): Promise<() => Promise<void>> {
  const endpoint = tracesEndpoint(env);
  if (endpoint === null) return () => Promise.resolve();
  const { startTracing } = await import('#platform/tracing.ts');
  return startTracing(endpoint, { name: 'kedge', version });
}

function laneOf(task: string): JobLane {
  if (ENGINE_TASKS.has(task)) return 'engine';
  return CHANGE_TASKS.has(task) ? 'change' : 'light';
}

/** What starts programs of people. */
const CHANGE_TASKS: ReadonlySet<string> = new Set([
  'open-change',
  'check-change',
  'drive-change',
  'settle-change',
]);

/** What starts an engine and needs its memory. */
const ENGINE_TASKS: ReadonlySet<string> = new Set(['scan-stack', 'plan-fix', 'apply-fix', 'adopt-fix']);

function databaseUrl(env: ServerWorld['env']): string | null {
  const url = env['DATABASE_URL'] ?? '';
  return url === '' ? null : url;
}

/** Without a word in kedge.yaml: Terraform when it is there, else OpenTofu. */
async function engineAtHand({ engine }: Kedge): Promise<EngineName> {
  for (const name of ['terraform', 'tofu'] as const) {
    if ('found' in (await engine.find(name, null))) return name;
  }
  return 'terraform';
}

export interface RunningWork {
  /** How many jobs run here now. */
  running(): number;
  /** Takes nothing more up, stops engines that only read, lets an apply end, and gives the rest back. */
  stop(): Promise<void>;
}

/** Begins to work: takes jobs up, and hands in what schedules say. Any number of processes may do so. */
export async function startWork(
  parts: ServerParts,
  { engines }: { readonly engines: number | null },
): Promise<RunningWork> {
  const { kedge, clock, fleet, notices, queue, world } = parts;
  const report = (line: string): void => world.log.warn(line);
  const schedule = { fleet, queue, clock, redactor: kedge.redactor };
  const worker = await runWorker({
    runner: queue.runner,
    tasks: serverTasks(parts),
    fleet,
    clock,
    // One more runs when another worker dies in the middle of its work.
    engines: engines ?? defaultConcurrency(parts.database.queue.kind === 'server' ? 1 : 0),
    host: hostname(),
    pid: process.pid,
    redact: (text) => kedge.redactor.redactText(text),
    report,
  });
  const schedules = keepSchedule(schedule, report);
  const noticing = notices.keep();
  const driving = parts.changes.keep();
  return {
    running: () => worker.running(),
    stop: async () => {
      await schedules.stop();
      await noticing.stop();
      await driving.stop();
      await worker.stop();
    },
  };
}

/** Every task that this Kedge knows. */
function serverTasks(parts: ServerParts): readonly Task[] {
  const { kedge, clock, fleet, notices, changes, words, queue, checkouts, projects, sources } = parts;
  const work = fleetFixWork(parts);
  return [
    ...fleetTasks(work),
    ...notices.tasks,
    ...changes.tasks,
    ...words.tasks,
    ...sourceTasks({
      fleet,
      checkouts,
      clock,
      projects,
      declarations: changes.declarations,
      placeOf: recordsPlaceOf(sources, kedge, clock),
      code: kedge.code,
      nextRun: (source, stack) => nextRun({ source, ...stack }, clock.now().getTime()),
      scanSoon: async (source, stacks) => {
        for (const stack of stacks) {
          const asked = { priority: JOB_PRIORITY.hook, requestedBy: `sync of ${source}` };
          await submitScan({ source, stack }, asked, { queue });
        }
      },
    }),
  ];
}

/** What a cloud account bears when nothing else is said: Terraform asks it a few hundred times in a scan. */
const DEFAULT_RATE: RateLimit = { burst: 10, perMinute: 60 };

function fleetFixWork(parts: ServerParts): FleetFixWork {
  const { kedge, clock, fleet, checkouts, world } = parts;
  return {
    ...kedge,
    clock,
    fleet,
    checkouts,
    targetIn: targetFinder(parts),
    rateOf: () => rateFrom(world.env),
    scanned: () => Promise.resolve(),
    fixed: recordsAsked(parts),
    holder: async () => ({
      host: hostname(),
      pid: process.pid,
      startedAt: (await identify(process.pid))?.started ?? '',
    }),
    variablesInEnvironment: Object.keys(world.env)
      .filter((name) => name.startsWith('TF_VAR_'))
      .map((name) => name.slice('TF_VAR_'.length)),
  };
}

function rateFrom(env: ServerWorld['env']): RateLimit {
  const perMinute = Number(env['KEDGE_SCANS_PER_MINUTE'] ?? '');
  return perMinute > 0 ? { burst: Math.max(1, Math.ceil(perMinute / 6)), perMinute } : DEFAULT_RATE;
}

/** The stack as a scan of the command line in the same folder would plan it. */
const targetFinder =
  ({ projects, kedge }: ServerParts): FleetWork['targetIn'] =>
  async (source, checkout, stack) => {
    const read = await findSourceStacks(source, checkout, { projects, code: kedge.code });
    if ('problem' in read) return read;
    const found = read.found.stacks.find(({ id }) => id === stack);
    if (found === undefined) return { problem: `There is no stack ${stack} in the code any more.` };
    const loaded = await loadConfig(checkout.root);
    return {
      target: {
        ...found,
        root: read.project.root,
        policy: await read.project.policyFor(found.stack.folder),
      },
      flapping:
        'problems' in loaded
          ? DEFAULT_FLAPPING
          : {
              flapWindowMs: loaded.config.flapping.windowMs,
              flapToggles: loaded.config.flapping.toggles,
            },
    };
  };
