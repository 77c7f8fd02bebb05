import { randomUUID } from 'node:crypto';
import { PgBoss, type Db } from 'pg-boss';
import { JOB_LANES, type JobLane } from '#ports/job-runner.ts';
import type { EmbeddedStatements, QueueDatabase } from '#store/queue-database.ts';

/** A dead worker is noticed this long after its last heartbeat. */
const HEARTBEAT_SECONDS = 10;
export const HEARTBEAT_REFRESH_SECONDS = 2;
/** Silent for longer, a worker is likely to be dead: whoever takes its jobs up is told so before that is certain. */
export const SILENT_SECONDS = 5;
/** Above whatever a job is asked for with: what a dead worker left goes before all that waits. */
export const RESCUE_PRIORITY = 100;
/** A job that kills every worker that takes it up must not go round for ever. */
const MOST_RETRIES = 20;
/** Engines have limits of their own; this one is for what hangs beside them. */
const EXPIRE_SECONDS = 23 * 60 * 60;
const CONNECTIONS = 6;

/** How often a process looks for work and for what others left. */
interface Pace {
  readonly superviseSeconds: number;
  readonly pollSeconds: number;
}

/**
 * Beside others, what one of them left is to go on soon. A process that is alone with its database hears of every job
 * that it hands in itself: it looks for those alone whose time comes later, and leaves the machine in peace.
 */
const PACE: Readonly<Record<QueueDatabase['kind'], Pace>> = {
  server: { superviseSeconds: 1, pollSeconds: 0.5 },
  embedded: { superviseSeconds: 5, pollSeconds: 2 },
};

export const paceOf = ({ kind }: QueueDatabase): Pace => PACE[kind];

export const queueName = (lane: JobLane): string => `kedge-${lane}`;

/** Starts pg-boss with a queue for each lane. `report` hears what goes wrong beside the jobs, without secrets. */
export async function startBoss(database: QueueDatabase, report: (line: string) => void): Promise<PgBoss> {
  const hide = database.kind === 'server' ? database.hide : (text: string): string => text;
  const { superviseSeconds } = paceOf(database);
  const boss = new PgBoss({
    ...(database.kind === 'server'
      ? { connectionString: database.url, max: CONNECTIONS, application_name: 'kedge queue' }
      : { db: embedded(database.statements), backend: 'pglite' as const }),
    schema: 'pgboss',
    // Schedules are Kedge's own: they follow its clock, and each stack has a place in them.
    schedule: false,
    useListenNotify: true,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    queueCacheIntervalSeconds: superviseSeconds,
    warningQueueSize: 1_000_000,
  });
  boss.on('error', (error) => report(`queue: ${hide(error.message)}`));
  await boss.start();
  for (const lane of JOB_LANES) {
    const name = queueName(lane);
    const settings = {
      retryLimit: MOST_RETRIES,
      retryDelay: 0,
      expireInSeconds: EXPIRE_SECONDS,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      deleteAfterSeconds: 60 * 60,
      notify: true,
    };
    await boss.createQueue(name, { policy: 'singleton', ...settings });
    await boss.updateQueue(name, settings);
    // Known from here on: to look it up inside a transaction would wait for that transaction on an embedded database.
    await boss.findJobs(name, { id: randomUUID() });
  }
  return boss;
}

const embedded = (statements: EmbeddedStatements): Db => ({
  executeSql: async (text, values) => ({ rows: [...(await statements.run(text, values))] }),
  listen: async (channel, hear, connected) => {
    const close = await statements.listen(channel, hear);
    connected();
    return { close };
  },
});
