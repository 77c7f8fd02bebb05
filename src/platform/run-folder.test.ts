import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPrivateCache, type PrivateCache } from './private-cache.ts';
import { identify } from './process-identity.ts';

let root: string;
let cache: PrivateCache;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-runs-')));
  const answer = await openPrivateCache({ KEDGE_CACHE_DIR: join(root, 'cache') });
  if ('refused' in answer) throw new Error(answer.refused);
  cache = answer.cache;
});
afterEach(() => rm(root, { recursive: true, force: true }));

const runs = (): Promise<string[]> => readdir(join(cache.root, 'runs'));

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    await sleep(20);
  }
}

const pidIn = (name: string): Promise<number> =>
  until(async () => {
    const text = await readFile(join(root, name), 'utf8').catch(() => '');
    return text.endsWith('\n') ? Number(text) : null;
  });
const untilGone = (pid: number): Promise<true> =>
  until(async () => ((await identify(pid)) === null ? true : null));

/** Another Kedge that holds a plan file and has an engine with a provider running. */
function startKedge(engine: string): ChildProcess {
  const at = (name: string): string => JSON.stringify(join(import.meta.dirname, name));
  const program = `
    import { writeFile } from 'node:fs/promises';
    import { openPrivateCache } from ${at('private-cache.ts')};
    import { runProcess } from ${at('run-process.ts')};
    const { cache } = await openPrivateCache({ KEDGE_CACHE_DIR: ${JSON.stringify(cache.root)} });
    const run = await cache.runFolder();
    await writeFile(run.path + '/plan.tfplan', 'secret');
    await runProcess({
      file: '/bin/sh', args: ['-c', ${JSON.stringify(engine)}], cwd: ${JSON.stringify(root)},
      env: { PATH: process.env.PATH, TF_DATA_DIR: cache.root + '/stacks/x' },
      onStart: (pid) => void run.noteGroup(pid).then(() => writeFile('${root}/ready', pid + '\\n')),
    });`;
  return spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: 'inherit' });
}

describe('a run folder', () => {
  it('goes with its run', async () => {
    const run = await cache.runFolder();
    await writeFile(join(run.path, 'plan.tfplan'), 'secret');
    expect(await runs()).toHaveLength(1);
    await run.remove();
    expect(await runs()).toEqual([]);
  });

  it('stays while its run lives', async () => {
    const run = await cache.runFolder();
    expect(await cache.sweep()).toEqual({ folders: 0, groups: 0 });
    expect((await stat(run.path)).isDirectory()).toBe(true);
  });

  it('is swept up with its plan file, engine and providers after a kill -9', async () => {
    const kedge = startKedge('sleep 600 & echo $! > provider; wait');
    const [leader, provider] = await Promise.all([pidIn('ready'), pidIn('provider')]);
    kedge.kill('SIGKILL');
    await untilGone(kedge.pid ?? 0);
    // This is the state that must not last: the plan file is there, and the engine runs on.
    const [left = ''] = await runs();
    expect(await readFile(join(cache.root, 'runs', left, 'plan.tfplan'), 'utf8')).toBe('secret');
    expect(await identify(leader)).not.toBeNull();

    expect(await cache.sweep()).toEqual({ folders: 1, groups: 1 });
    expect(await runs()).toEqual([]);
    await untilGone(leader);
    await untilGone(provider);
  });

  // Elsewhere the environment of a process cannot be read, and a group without its leader is left alone.
  it.runIf(process.platform === 'linux')(
    'is swept up with providers whose engine has ended (needs Linux)',
    async () => {
      const kedge = startKedge('sleep 600 & echo $! > provider; wait');
      const [leader, provider] = await Promise.all([pidIn('ready'), pidIn('provider')]);
      kedge.kill('SIGKILL');
      await untilGone(kedge.pid ?? 0);
      process.kill(leader, 'SIGKILL');
      await untilGone(leader);
      expect(await identify(provider)).not.toBeNull();
      expect(await cache.sweep()).toEqual({ folders: 1, groups: 1 });
      await untilGone(provider);
    },
  );

  it('never leads to the end of a stranger that got the number of an engine', async () => {
    const stranger = spawn('sleep', ['600'], {
      detached: true,
      stdio: 'ignore',
      env: { PATH: process.env['PATH'] },
    });
    const pid = stranger.pid ?? 0;
    const path = join(cache.root, 'runs', '1-dead');
    await mkdir(join(path, 'groups'), { recursive: true });
    await writeFile(join(path, 'owner.json'), JSON.stringify({ pid: process.pid, started: 'long ago' }));
    await writeFile(join(path, 'groups', `${pid}.json`), JSON.stringify({ pid, started: 'long ago' }));
    expect(await cache.sweep()).toEqual({ folders: 1, groups: 0 });
    expect(await identify(pid)).not.toBeNull();
    stranger.kill('SIGKILL');
  });

  it('without an owner is swept up only when it is old', async () => {
    const path = join(cache.root, 'runs', '1-ownerless');
    await cache.sweep();
    await mkdir(path);
    expect(await cache.sweep()).toEqual({ folders: 0, groups: 0 });
    await utimes(path, new Date(0), new Date(0));
    expect(await cache.sweep()).toEqual({ folders: 1, groups: 0 });
  });

  it('goes when Kedge exits in the middle', async () => {
    const program = `
      import { openPrivateCache } from ${JSON.stringify(join(import.meta.dirname, 'private-cache.ts'))};
      const { cache } = await openPrivateCache({ KEDGE_CACHE_DIR: ${JSON.stringify(cache.root)} });
      await cache.runFolder();
      process.exit(5);`;
    const kedge = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
      stdio: 'inherit',
    });
    await new Promise((resolve) => kedge.once('exit', resolve));
    expect(kedge.exitCode).toBe(5);
    expect(await runs()).toEqual([]);
  });
});
