import { cp, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '#platform/find-program.ts';
import type { PacedClock } from '#ports/clock.ts';
import { createDemoRepository } from '../demo-repository.ts';
import { demoEnvironment } from '../demo-environment.ts';
import type { Narrator } from '../narrator.ts';
import { createDemoClock, type DemoClock } from './demo-clock.ts';
import { showRecords } from './show-records.ts';
import { FIRST_VERSION } from './shop-versions.ts';
import { ARMS, startShop, writeShopSettings } from './shop.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ReleaseDemoRequest {
  readonly env: Environment;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly narrator: Narrator;
  /** Where the shop goes; null: a temporary folder. */
  readonly folder: string | null;
  /** What a person types to start Kedge. */
  readonly command: string;
  /** A command as a person would type it, its output shown; the exit code comes back. */
  readonly run: (
    args: readonly string[],
    where: { readonly folder: string; readonly env: Environment; readonly clock: PacedClock },
  ) => Promise<number>;
}

const EXAMPLE = fileURLToPath(new URL('../../../examples/demo-release', import.meta.url));
const HOUR_MS = 3_600_000;
/** A day passes in a minute, and a minute in a second while somebody types. */
const FAST = 1440;
const TYPING = 60;
/** Prometheus takes no samples from the future, so the demo's time lies behind: it takes four of its days. */
const BEGINS_MS = 10 * 24 * HOUR_MS;
/** What both arms have in common before anything is released. */
const BEFORE_MS = 14 * HOUR_MS;

const ANA = 'Ana Diaz <ana@example.com>';
const BO = 'Bo Li <bo@example.com>';

/** Exit codes of `kedge change`, as documented. */
const CODE = { done: 0, reverted: 2, refused: 4 } as const;

/** A good and a bad release of a small shop: declared, checked, watched, and the bad one taken back. */
export async function runReleaseDemo(
  request: ReleaseDemoRequest,
): Promise<{ readonly problem: string | null }> {
  const { env, narrator } = request;
  const prometheus = findProgram('prometheus', env);
  if (prometheus === null) {
    return {
      problem:
        'This demo needs Prometheus: there is no "prometheus" on the PATH. Install it from https://prometheus.io/download',
    };
  }
  if (findProgram('git', env) === null)
    return { problem: 'This demo needs Git: there is no "git" on the PATH.' };
  const placed = await writeShop(request);
  if ('problem' in placed) return placed;
  const { folder } = placed;
  const hidden = await mkdtemp(join(tmpdir(), 'kedge-demo-prometheus-'));
  const clockFile = join(hidden, 'clock.json');
  const clock = createDemoClock(clockFile, { demoMs: Date.now() - BEGINS_MS, speed: FAST });
  try {
    const versions = join(folder, 'versions');
    const started = await narrator.step(
      'Start a small shop in two arms, its customers, and a Prometheus',
      async () => {
        const shop = await startShop({ prometheus, folder: hidden, versions, clockFile });
        return 'problem' in shop ? shop : { done: shop, said: shop.prometheusUrl };
      },
    );
    if ('problem' in started) return started;
    try {
      await writeShopSettings(folder, started.done.prometheusUrl);
      return { problem: await releases(request, folder, clock) };
    } finally {
      await started.done.stop();
    }
  } finally {
    await rm(hidden, { recursive: true, force: true });
    if (request.folder === null && request.signal.aborted) await rm(folder, { recursive: true, force: true });
  }
}

async function writeShop(
  request: ReleaseDemoRequest,
): Promise<{ readonly folder: string } | { readonly problem: string }> {
  const { cwd, folder: named } = request;
  const folder = named === null ? await mkdtemp(join(tmpdir(), 'kedge-demo-')) : resolve(cwd, named);
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    return { problem: `Cannot write the shop to ${folder}: it is not empty. Name a new folder with --dir.` };
  }
  await cp(EXAMPLE, folder, { recursive: true });
  await mkdir(join(folder, 'versions'));
  for (const arm of ARMS) await writeFile(join(folder, 'versions', arm), `${FIRST_VERSION}\n`);
  // What runs is no code: a deployment must not make the work tree dirty.
  await writeFile(join(folder, '.gitignore'), 'versions/\n.kedge/\n');
  return { folder: await realpath(folder) };
}

async function releases(
  request: ReleaseDemoRequest,
  folder: string,
  clock: DemoClock,
): Promise<string | null> {
  const { narrator, signal } = request;
  const env = demoEnvironment(request.env, {});
  const problem = await createDemoRepository(folder, env, signal);
  if (problem !== null) return problem;
  narrator.say(
    `The demo has a clock of its own: a day passes in a minute. It is ${clock.now().toISOString().slice(0, 16)}Z there`,
  );
  const waited = await narrator.step(
    `Both arms run version ${FIRST_VERSION} for ${BEFORE_MS / HOUR_MS} hours`,
    async () => {
      await clock.wait(BEFORE_MS, signal);
      return { done: null };
    },
  );
  if ('problem' in waited || signal.aborted) return 'The demo was interrupted.';
  clock.pace(TYPING);
  const desk: Desk = { request, folder, env, clock };
  return (await goodRelease(desk)) ?? (await badRelease(desk)) ?? (await showRecords(desk));
}

export interface Desk {
  readonly request: ReleaseDemoRequest;
  readonly folder: string;
  readonly env: Environment;
  readonly clock: DemoClock;
}

async function goodRelease(desk: Desk): Promise<string | null> {
  const { narrator } = desk.request;
  narrator.say(
    'A good release. Its change is declared in changes/shop-2.yaml; nobody but Ana has looked at it yet',
  );
  return inOrder([
    () => kedge(desk, ANA, CODE.refused, 'change', 'check', 'changes/shop-2.yaml'),
    () => kedge(desk, BO, CODE.done, 'change', 'approve', 'shop-2', '--reason', 'read it with Ana'),
    () => kedge(desk, ANA, CODE.done, 'change', 'check', 'shop-2'),
    () => kedge(desk, ANA, CODE.done, 'change', 'start', 'shop-2'),
    () => kedge(desk, ANA, CODE.done, 'change', 'watch', 'shop-2'),
    () => kedge(desk, ANA, CODE.done, 'change', 'close', 'shop-2'),
  ]);
}

async function badRelease(desk: Desk): Promise<string | null> {
  const { narrator } = desk.request;
  narrator.say(
    'The canary goes back to version 1, and a bad release follows: slower, and one order in eight fails',
  );
  await writeFile(join(desk.folder, 'versions', 'canary'), `${FIRST_VERSION}\n`);
  desk.clock.pace(FAST);
  await desk.clock.wait(2 * HOUR_MS, desk.request.signal);
  desk.clock.pace(TYPING);
  return inOrder([
    () => kedge(desk, ANA, CODE.done, 'change', 'open', 'changes/shop-3.yaml'),
    () => kedge(desk, BO, CODE.done, 'change', 'approve', 'shop-3', '--reason', 'the tests are green'),
    () => kedge(desk, ANA, CODE.done, 'change', 'check', 'shop-3'),
    () => kedge(desk, ANA, CODE.done, 'change', 'start', 'shop-3'),
    () => kedge(desk, ANA, CODE.reverted, 'change', 'watch', 'shop-3'),
    () => kedge(desk, ANA, CODE.done, 'change', 'show', 'shop-3'),
    () => kedge(desk, ANA, CODE.done, 'change', 'close', 'shop-3'),
    () => kedge(desk, ANA, CODE.done, 'audit', 'verify'),
  ]);
}

/** One command of a person; null: it ended as it should. */
async function kedge(
  desk: Desk,
  person: string,
  expected: number,
  ...args: readonly string[]
): Promise<string | null> {
  const { request, folder, env, clock } = desk;
  const words = args.map((word) => (/^[\w./@:+=-]+$/.test(word) ? word : `"${word}"`)).join(' ');
  request.narrator.say(`${person.split(' ')[0]}: ${request.command} ${words}`);
  if (args[1] === 'watch') clock.pace(FAST);
  const code = await request.run(args, { folder, env: { ...env, KEDGE_ACTOR: person }, clock });
  clock.pace(TYPING);
  if (request.signal.aborted) return 'The demo was interrupted.';
  return code === expected
    ? null
    : `kedge ${args.slice(0, 2).join(' ')} ended with exit code ${code} instead of ${expected}.`;
}

async function inOrder(steps: readonly (() => Promise<string | null>)[]): Promise<string | null> {
  for (const step of steps) {
    const problem = await step();
    if (problem !== null) return problem;
  }
  return null;
}
