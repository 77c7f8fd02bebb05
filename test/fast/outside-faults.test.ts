import { execFileSync, spawn } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENGINES } from '#adapters/engines/terraform/testing/stack-fixture.ts';
import { identify } from '#platform/process-identity.ts';
import type { EngineProgress, PlanOutcome } from '#ports/engine.ts';
import { createFastFixture, REQUIRED, type FastFixture } from './fast-fixture.ts';

const missing = ENGINES.some(({ name, missing: absent }) => name === 'terraform' && absent);
const THINGS = Array.from(
  { length: 4 },
  (_, n) => `resource "light_thing" "t${n}" {\n  name   = "t${n}"\n  number = 1\n}\n`,
).join('');
const FAST = { used: 'fast', why: null };
const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');

describe.skipIf(missing)('a fast scan whose surroundings fail (needs terraform on the PATH)', () => {
  let fixture: FastFixture;

  beforeAll(async () => {
    fixture = await createFastFixture();
    await fixture.write({
      'stack/main.tf': `${REQUIRED}${THINGS}`,
      'stack/kedge.yaml': `defaults:\n  env: ['LIGHT_*']\nprovider_mirror: ${fixture.mirror}\n`,
    });
    await fixture.apply();
    await fixture.change('light_thing', 't2', { number: 5 });
  });
  beforeEach(async () => {
    await fixture.faults({});
    // Learns, or forgets that it had no answer before.
    await fixture.scan();
    await fixture.forgetCalls();
  });
  afterEach(async () => {
    const started = new Set((await fixture.calls()).map(({ pid }) => pid));
    // A kill takes effect a moment after it was sent; a zombie has ended.
    for (const pid of started) while ((await identify(pid)) !== null) await sleep(20);
    await nothingStays();
  });
  afterAll(() => fixture.remove());

  const nothingStays = async (): Promise<void> => {
    expect(await readdir(join(fixture.cache.root, 'runs'))).toEqual([]);
  };
  const scan = (onProgress: (progress: EngineProgress) => void): Promise<PlanOutcome> =>
    fixture.engine().plan(fixture.stack(), onProgress, new AbortController().signal);
  const once = (wanted: (progress: EngineProgress) => boolean, act: () => void) => {
    let done = false;
    return (progress: EngineProgress): void => {
      if (done || !wanted(progress)) return;
      done = true;
      act();
    };
  };
  const isReading = (progress: EngineProgress): boolean => progress.kind === 'resources';
  const isShowing = (progress: EngineProgress): boolean =>
    progress.kind === 'phase' && progress.phase === 'show';

  const removeSockets = (): void => {
    const runs = join(fixture.cache.root, 'runs');
    for (const run of readdirSync(runs)) rmSync(join(runs, run, 'fast'), { recursive: true, force: true });
  };

  it.each([
    ['while it reads', isReading],
    ['before it shows', isShowing],
  ])('runs bare when the folder of the sockets goes %s', async (_, wanted) => {
    const outcome = await scan(once(wanted, removeSockets));
    expectDrift(outcome);
    expect(outcome.way?.used).toBe('bare');
  });

  it.each([
    ['its connections break while it reads', isReading, false],
    ['the proxy ends while the engine reads', isReading, true],
    ['the proxy ends before the engine shows', isShowing, true],
  ])('runs bare when %s', async (_, wanted, closes) => {
    const proxy = watchProxy();
    try {
      const outcome = await scan(once(wanted, () => proxy.breakDown(closes)));
      expect(proxy.connections()).toBeGreaterThan(0);
      expectDrift(outcome);
      expect(outcome.way?.used).toBe('bare');
    } finally {
      proxy.forget();
    }
  });

  it('runs bare when somebody kills the provider while it reads', async () => {
    await fixture.faults({ hangReads: true });
    const scanned = fixture.scan();
    const read = async () => (await fixture.calls()).find(({ name }) => name === 'ReadResource');
    while ((await read()) === undefined) await sleep(20);
    await fixture.faults({});
    process.kill((await read())?.pid ?? 0, 'SIGKILL');
    const outcome = await scanned;
    expectDrift(outcome);
    expect(outcome.way?.used).toBe('bare');
  });

  it('ends with its providers at an interrupt of the whole command', async () => {
    await fixture.faults({ hangReads: true });
    const { PATH = '', LIGHT_CLOUD = '', LIGHT_FAULTS = '', LIGHT_CALLS = '' } = fixture.env;
    const child = spawn(process.execPath, [MAIN, 'scan', '--json'], {
      cwd: fixture.folder(),
      env: {
        PATH,
        LIGHT_CLOUD,
        LIGHT_FAULTS,
        LIGHT_CALLS,
        HOME: fixture.root,
        KEDGE_CACHE_DIR: fixture.cache.root,
      },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const reads = async () => (await fixture.calls()).some(({ name }) => name === 'ReadResource');
    while (!(await reads()) && child.exitCode === null) await sleep(20);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
  });
});

const canMount = !missing && mayMount();

describe.skipIf(!canMount)(
  'a fast scan on a full disk (needs terraform on the PATH and the right to mount a small file system)',
  () => {
    let fixture: FastFixture;
    let disk: string | null = null;

    beforeEach(async () => {
      fixture = await createFastFixture();
      await fixture.write({ 'stack/main.tf': `${REQUIRED}${THINGS}` });
      await fixture.apply();
      await fixture.change('light_thing', 't2', { number: 5 });
    });
    afterEach(async () => {
      if (disk !== null) unmount(disk);
      disk = null;
      await fixture.remove();
    });

    const mountAt = async (name: string, size: string): Promise<string> => {
      disk = join(fixture.cache.root, name);
      await mkdir(disk, { recursive: true, mode: 0o700 });
      mount(disk, size);
      return disk;
    };

    it('learns again each time where nothing can be kept, and is right', async () => {
      const folder = await mountAt('fast', '64k');
      fill(folder);
      for (let n = 0; n < 2; n += 1) {
        const outcome = await fixture.scan();
        expectDrift(outcome);
      }
      expect((await readdir(join(folder, 'schemas'), { recursive: true })).filter(Boolean)).toEqual([]);
    });

    it('takes nothing for kept that was cut short when the disk filled up', async () => {
      const folder = await mountAt('fast', '64k');
      // Room for some entries and not for all.
      fill(folder, 16 * 1024);
      expectDrift(await fixture.scan());
      await rm(join(folder, 'filler'));
      const outcome = await fixture.scan();
      expectDrift(outcome);
      expect((await fixture.scan()).way).toEqual(FAST);
    });

    it.each(['plan', 'show'])('is unknown, and never in sync, when no room is left at %s', async (phase) => {
      expectDrift(await fixture.scan());
      const runs = await mountAt('runs', '256k');
      let isFull = false;
      const outcome = await fixture.engine().plan(
        fixture.stack(),
        (progress) => {
          if (isFull || progress.kind !== 'phase' || progress.phase !== phase) return;
          isFull = true;
          fill(runs);
        },
        new AbortController().signal,
      );
      expect(isFull).toBe(true);
      expect(outcome.kind).toBe('unknown');
      expect(outcome.kind === 'unknown' ? outcome.detail : '').toMatch(/no space left/i);
    });
  },
);

function expectDrift(outcome: PlanOutcome): void {
  expect(outcome.kind, JSON.stringify(outcome)).toBe('changed');
  if (outcome.kind !== 'changed') return;
  const plan = JSON.parse(outcome.planJson) as {
    resource_drift: { address: string; change: { after: { number: number } } }[];
  };
  expect(plan.resource_drift.map(({ address, change }) => [address, change.after.number])).toEqual([
    ['light_thing.t2', 5],
  ]);
}

/** The proxy lives in this process: every connection that a server here accepts is one of the engine's. */
function watchProxy() {
  const sockets: Socket[] = [];
  const servers = new Set<Server>();
  const note = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket & { readonly server?: Server } };
    sockets.push(socket);
    if (socket.server !== undefined) servers.add(socket.server);
  };
  subscribe('net.server.socket', note);
  return {
    connections: () => sockets.length,
    breakDown: (closes: boolean): void => {
      if (closes) for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
    forget: () => unsubscribe('net.server.socket', note),
  };
}

function fill(folder: string, leaving = 0): void {
  const page = 4096;
  for (let size = 4 * 1024 * 1024; size >= page; size /= 2) {
    try {
      for (;;) writeFileSync(join(folder, 'filler'), Buffer.alloc(size), { flag: 'a' });
    } catch {
      // Full for pieces of this size.
    }
  }
  if (leaving === 0) return;
  rmSync(join(folder, 'filler'));
  const free = 64 * 1024 - leaving;
  writeFileSync(join(folder, 'filler'), Buffer.alloc(free));
}

function mount(folder: string, size: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', folder], { stdio: 'ignore' });
}

function unmount(folder: string): void {
  execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
}

function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'kedge-mount-'));
  try {
    mkdirSync(join(folder, 'm'));
    mount(join(folder, 'm'), '64k');
    unmount(join(folder, 'm'));
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
