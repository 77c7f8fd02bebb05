import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { startHttp, type RunningHttp } from '#compose-http';
import { openServer, startWork, type ServerParts } from '#compose-server';
import type { Change } from '#domain/change/change.ts';
import type { ChangeWord } from '#domain/change/change-word.ts';
import { isOver, type Job } from '#domain/fleet/job.ts';
import type { Memory } from '#ports/memory.ts';
import type { NoticeChannel } from '#domain/notice/notice-channel.ts';
import { JOB_PRIORITY } from '#ports/work-queue.ts';
import { serverOutbox } from '#store/server-outbox.ts';
import { httpReceiver, type HttpReceiver } from '#test/http-receiver.ts';
import { pacedTime, type PacedTime } from '#test/paced-time.ts';
import { submitOpen } from '#workflows/fleet/change-jobs.ts';
import { submitSync } from '#workflows/fleet/run-schedule.ts';
import { sayForFleet, type WordAnswer } from '#workflows/fleet/say-for-fleet.ts';
import { metricsCsv, OWNER, START } from './world-in.ts';

/** A server with one source, `shop`, whose files declare changes, and a time of its own. */
export interface ChangeServer {
  /** Where its files are written; of a Git source the clone that is pushed from. */
  readonly project: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly parts: ServerParts;
  readonly time: PacedTime;
  readonly memory: () => Promise<Memory>;
  /** Writes `changes/<id>.yaml`, commits and pushes it where there is Git, and reads the source. */
  declare(id: string, over?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Opens it and runs its checks on a worker. */
  open(id: string, actor?: string): Promise<Job>;
  /** Declares it, opens it, and has its owner start it; throws what stands against that. */
  start(id: string, over?: Readonly<Record<string, unknown>>): Promise<void>;
  say(word: ChangeWord, id: string, reason?: string | null, actor?: string): Promise<WordAnswer>;
  change(id: string): Promise<Change>;
  /** What its people were told, as the webhook of their channel got it. */
  readonly told: HttpReceiver['received'];
  /** Waits until the change is as wanted. */
  until(id: string, wanted: (change: Change) => boolean): Promise<Change>;
  ended(job: string): Promise<Job>;
  /** What the programs of its changes noted, in their order. */
  ran(): Promise<readonly string[]>;
  /** Works in this process, without engines. */
  work(): Promise<{ stop(): Promise<void> }>;
  /** Serves it; `page` is the built page. */
  serve(page?: string | null): Promise<RunningHttp>;
}

export interface ChangeServerSetup {
  /** null: PGlite in the data folder. */
  readonly database?: string | null;
  readonly git?: boolean;
  readonly push?: boolean;
  readonly team?: string | null;
  /** Metrics of the days before and after {@link START}; see `metricsCsv`. */
  readonly metrics?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 240_000;
const NOTES = "require('fs').appendFileSync(process.argv[1], process.argv[2] + '\\n')";
const SEES =
  "process.exit(require('fs').readFileSync(process.argv[1],'utf8').trim().endsWith(process.argv[2])?0:3)";

export async function changeServer(setup: ChangeServerSetup = {}): Promise<ChangeServer> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-changes-')));
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));
  const project = join(root, 'shop');
  await mkdir(join(project, 'changes'), { recursive: true });
  await writeFile(join(root, 'metrics.csv'), setup.metrics ?? metricsCsv());
  await writeFile(join(root, 'done.txt'), '');
  const time = pacedTime(join(root, 'time.json'), START + 60_000);
  const env = { ...serverEnvironment(root, setup.database ?? null), ...setup.env };
  const git = (folder: string, ...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  await writeFiles(project, { 'kedge.yaml': 'project: shop\n', ...setup.files });
  const remote = join(root, 'shop.git');
  if (setup.git === true) {
    git(project, 'init', '--quiet', '-b', 'main');
    git(project, 'add', '--all');
    git(project, 'commit', '--quiet', '-m', 'the shop');
    git(root, 'clone', '--quiet', '--bare', project, remote);
    git(project, 'remote', 'add', 'origin', remote);
  }
  const opened = await openServer({
    env,
    data: join(root, 'data'),
    command: 'test',
    log: pino({ level: 'silent' }),
    changeTime: time,
  });
  if ('refused' in opened) throw new Error(opened.refused);
  const { parts } = opened;
  const open: { stop(): Promise<void> }[] = [];
  onTestFinished(async () => {
    for (const each of open.toReversed()) await each.stop();
    await parts.close();
  });
  const team = setup.team ?? null;
  const receiver = await httpReceiver();
  open.push({ stop: () => receiver.close() });
  await serverOutbox(parts.database).saveChannel(checkoutChannel(receiver.url));
  await parts.fleet.addSource(
    setup.git === true
      ? {
          kind: 'git',
          name: 'shop',
          url: remote,
          branch: 'main',
          subfolder: '',
          team,
          credential: null,
          push: setup.push ?? false,
          hookSecret: null,
        }
      : { kind: 'folder', name: 'shop', subfolder: '', team, folder: project },
  );
  const untilIs = async <T>(
    ask: () => Promise<T>,
    good: (value: T) => boolean,
    tell: (value: T) => Promise<string> = (value) => Promise.resolve(JSON.stringify(value)),
  ): Promise<T> => {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const value = await ask();
      if (good(value)) return value;
      if (performance.now() > end) throw new Error(`Waited in vain. ${await tell(value)}`);
      await sleep(50);
    }
  };
  const ended: ChangeServer['ended'] = async (id) => {
    const job = await untilIs(
      () => parts.queue.find(id),
      (each) => each !== null && isOver(each.state),
    );
    if (job === null) throw new Error(`There is no job ${id}.`);
    return job;
  };
  const memory = async (): Promise<Memory> => {
    const known = await parts.fleet.memoryOf('shop');
    if (known === null) throw new Error('The source was not read yet.');
    return known;
  };
  const change = async (id: string): Promise<Change> => {
    const found = await (await memory()).findChange(id);
    if (found === null) throw new Error(`There is no change ${id}.`);
    return found;
  };
  /** What happened, for whoever waited in vain. */
  const storyOf = async (id: string): Promise<string> => {
    const query = { states: null, task: null, source: 'shop', stack: null, limit: 50, after: null };
    const { jobs } = await parts.queue.list(query);
    const events = await (await memory()).changeEvents(id);
    return [
      `${id} is ${(await change(id)).state} at ${time.now().toISOString()}.`,
      ...events.map(({ at, kind, text }) => `${at} ${kind}: ${text}`),
      ...jobs.map((job) => JSON.stringify({ ...job, data: undefined })),
    ].join('\n');
  };
  const declare: ChangeServer['declare'] = async (id, over = {}) => {
    const text = JSON.stringify({ ...declared(root), ...over }, null, 2);
    await writeFiles(project, { [`changes/${id}.yaml`]: `${text}\n` });
    if (setup.git === true) {
      git(project, 'add', '--all');
      git(project, 'commit', '--quiet', '-m', `declare ${id}`);
      git(project, 'push', '--quiet', 'origin', 'main');
    }
    const asked = { priority: JOB_PRIORITY.person, requestedBy: OWNER };
    const { job } = await submitSync('shop', asked, parts);
    const { problem } = await ended(job);
    if (problem !== null) throw new Error(problem);
  };
  const openOne: ChangeServer['open'] = async (id, actor = OWNER) => {
    const file = (await parts.fleet.changeFiles('shop')).find((each) => each.id === id);
    if (file === undefined) throw new Error(`Nothing declares ${id}.`);
    const name = { source: 'shop', change: id, file: file.path, commit: file.commit };
    return ended((await submitOpen(name, actor, parts.queue)).job);
  };
  const say: ChangeServer['say'] = (word, id, reason = null, actor = OWNER) =>
    sayForFleet({ source: 'shop', change: id, word, actor, reason, may: () => true }, parts.changes.words);
  return {
    project,
    root,
    env,
    parts,
    time,
    told: receiver.received,
    memory,
    declare,
    open: openOne,
    start: async (id, over) => {
      await declare(id, over);
      const { result, problem } = await openOne(id);
      if (result?.['green'] !== true) throw new Error(problem ?? JSON.stringify(await change(id)));
      const said = await say('start', id);
      if (said.kind !== 'done') throw new Error(JSON.stringify(said));
    },
    say,
    change,
    until: (id, wanted) =>
      untilIs(
        () => change(id),
        wanted,
        () => storyOf(id),
      ),
    ended,
    ran: async () =>
      (await readFile(join(root, 'done.txt'), 'utf8')).split('\n').filter((line) => line !== ''),
    work: async () => {
      const working = await startWork(parts, { engines: 0 });
      let stopping: Promise<void> | null = null;
      const once = { stop: () => (stopping ??= working.stop()) };
      open.push(once);
      return once;
    },
    serve: async (page = null) => {
      const started = await startHttp(parts, {
        host: '127.0.0.1',
        port: 0,
        version: '0',
        demo: false,
        page: () => Promise.resolve(page),
      });
      if ('refused' in started) throw new Error(started.refused);
      open.push(started.http);
      return started.http;
    },
  };
}

/** Of a server process of a test in its own folders. */
export const serverEnvironment = (
  root: string,
  database: string | null,
): Readonly<Record<string, string>> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: root,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ana',
  GIT_AUTHOR_EMAIL: 'ana@example.com',
  GIT_COMMITTER_NAME: 'Ana',
  GIT_COMMITTER_EMAIL: 'ana@example.com',
  KEDGE_CACHE_DIR: join(root, 'cache'),
  DATABASE_URL: database ?? '',
  KEDGE_SECRET_HOOK: 'a secret that signs what is told',
});

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, text);
  }
}

/** Where the people of every change of a test are told. */
const checkoutChannel = (url: string): NoticeChannel => ({
  id: 'checkout',
  name: 'checkout',
  settings: { kind: 'webhook', url, secret: { env: 'KEDGE_SECRET_HOOK' }, allow_private: true },
  immediate: 'high',
  digest: { cron: '0 9 * * *', timeZone: 'UTC' },
  isDefault: false,
  createdAt: new Date(START).toISOString(),
  updatedAt: new Date(START).toISOString(),
});

const PEERS = ['search', 'cart', 'login', 'pay', 'mail'];

/** A program that notes in `done.txt` that it ran, after a while. */
export const notes = (root: string, word: string, afterMs = 0): readonly string[] => [
  process.execPath,
  '-e',
  afterMs === 0 ? NOTES : `setTimeout(() => { ${NOTES} }, ${afterMs})`,
  join(root, 'done.txt'),
  word,
];

/** JSON is YAML, too. */
const declared = (root: string): Readonly<Record<string, unknown>> => ({
  title: 'Checkout 42',
  owner: OWNER,
  channel: '#checkout',
  services: ['checkout'],
  stop_when: [{ id: 'errors', when: 'error_rate.now > 0.5' }],
  rollout: [{ name: 'everything', percent: 100, run: notes(root, 'deploy 42'), idempotent: true }],
  rollback: {
    run: notes(root, 'deploy 41'),
    verify: [process.execPath, '-e', SEES, join(root, 'done.txt'), 'deploy 41'],
  },
  metrics: Object.fromEntries(
    ['p95_latency', 'error_rate', 'cost_per_request'].map((metric) => {
      const from = (series: string) => ({ file: join(root, 'metrics.csv'), metric, series });
      return [
        metric,
        {
          tolerance: '10%',
          must_detect: '30%',
          baseline: 'peers',
          from: from('checkout'),
          peers: Object.fromEntries(PEERS.map((peer) => [peer, from(peer)])),
        },
      ];
    }),
  ),
  watch: { for: '24h', block: '1h', settle: '2m', history: '31d' },
});
