import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { openServer, type ServerParts } from '#compose-server';
import { isOver, type Job } from '#domain/fleet/job.ts';
import type { JsonObject } from '#domain/json.ts';
import { JOB_PRIORITY } from '#ports/work-queue.ts';
import { stackKey, submitScan, submitSync } from '#workflows/fleet/run-schedule.ts';
import { ADA, createFlow, LIGHT, type Flow } from '../remedy-flow/flow-fixture.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** A repository of light stacks as the source `code` of a fleet, and workers of their own processes for it. */
export interface TestFleet {
  readonly flow: Flow;
  readonly parts: ServerParts;
  /** Starts `kedge worker`; it is ended with the test. */
  worker(engines?: number): TestWorker;
  scan(stack: string): Promise<string>;
  submit(task: string, data: JsonObject & { readonly stack: string }): Promise<string>;
  until(job: string, wanted: (job: Job) => boolean): Promise<Job>;
  ended(job: string): Promise<Job>;
}

export interface TestWorker {
  readonly pid: number;
  readonly child: ChildProcess;
  kill(signal: NodeJS.Signals): void;
  said(): string;
}

const PATIENCE_MS = 300_000;

const stackCode = (name: string): string => `${LIGHT}
resource "light_thing" "it" {
  name   = "${name}"
  number = 2
}
`;

export async function createTestFleet(setup: {
  readonly database: string;
  readonly stacks: readonly string[];
  /** More lines of kedge.yaml. */
  readonly config?: string;
}): Promise<TestFleet> {
  const { database, stacks, config = '' } = setup;
  const flow = await createFlow({
    database,
    stacks,
    config,
    files: Object.fromEntries(stacks.map((name) => [`${name}/main.tf`, stackCode(name)])),
  });
  const opened = await openServer({
    env: flow.env,
    data: join(flow.root, 'data'),
    command: 'test',
    log: pino({ level: 'silent' }),
  });
  if ('refused' in opened) throw new Error(opened.refused);
  const { parts } = opened;
  const workers: TestWorker[] = [];
  // Runs before the fixture of the flow is removed.
  onTestFinished(async () => {
    await Promise.all(workers.map(({ child }) => endWorker(child)));
    await parts.close();
  });
  await parts.fleet.addSource({
    kind: 'folder',
    name: 'code',
    subfolder: '',
    team: null,
    folder: flow.repo,
  });
  const { queue } = parts;
  const until: TestFleet['until'] = async (id, wanted) => {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const job = await queue.find(id).catch(() => null);
      if (job !== null && wanted(job)) return job;
      if (performance.now() > end) {
        throw new Error(
          `Job ${id} is ${JSON.stringify(job)}\n${workers.map((each) => each.said()).join('\n')}`,
        );
      }
      await sleep(50);
    }
  };
  const asked = { priority: JOB_PRIORITY.person, requestedBy: ADA };
  return {
    flow,
    parts,
    worker: (engines = 1) => {
      const worker = startWorker(flow, engines);
      workers.push(worker);
      return worker;
    },
    scan: async (stack) => (await submitScan({ source: 'code', stack }, asked, { queue })).job,
    submit: async (task, data) => {
      const { job } = await queue.submit({
        task,
        data: { source: 'code', ...data },
        ...asked,
        key: stackKey('code', data.stack),
        once: null,
        startAfter: null,
        source: 'code',
        stack: data.stack,
      });
      return job;
    },
    until,
    ended: (id) => until(id, ({ state }) => isOver(state)),
  };
}

/** Reads the source once; a worker has to run. */
export async function syncFleet(fleet: TestFleet): Promise<Job> {
  const asked = { priority: JOB_PRIORITY.person, requestedBy: ADA };
  const { job } = await submitSync('code', asked, fleet.parts);
  return fleet.ended(job);
}

/** The first sync hands in a scan of every stack: waits until nothing is to be done. */
export async function untilQuiet({ parts }: TestFleet): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const { waiting, running } = await parts.queue.depth();
    if (waiting + running === 0) return;
    if (performance.now() > end) throw new Error(`Still ${waiting} jobs wait and ${running} run.`);
    await sleep(100);
  }
}

function startWorker(flow: Flow, engines: number): TestWorker {
  const child = spawn(process.execPath, [MAIN, 'worker', '--engines', String(engines)], {
    cwd: flow.root,
    env: { ...flow.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const { pid } = child;
  if (pid === undefined) throw new Error('The worker did not start.');
  return { pid, child, kill: (signal) => void child.kill(signal), said: () => text };
}

async function endWorker(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  const cut = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await ended.finally(() => clearTimeout(cut));
}

/** A text of what a job gave. */
export function textOf({ result }: Job, name: string): string {
  const text = result?.[name];
  if (typeof text !== 'string') throw new Error(`The job gave no ${name}: ${JSON.stringify(result)}`);
  return text;
}

/** `host/PID-...`, as jobs name their worker. */
export const workerPid = ({ worker }: Job): number | null => {
  const pid = /\/(\d+)-/.exec(worker ?? '')?.[1];
  return pid === undefined ? null : Number(pid);
};
