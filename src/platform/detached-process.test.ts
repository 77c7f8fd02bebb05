import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  detachedErrors,
  endLeftovers,
  followDetached,
  isDetachedRunning,
  signalDetached,
  startDetached,
} from './detached-process.ts';
import { killOrphanedGroup } from './orphans.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';
import { endAllProcessGroups } from './run-process.ts';

let root: string;
let folder: string;
let own: ProcessIdentity;
const DEAD: ProcessIdentity = { pid: process.pid, started: 'long ago' };

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-detached-')));
  folder = join(root, 'run');
  own = (await identify(process.pid)) ?? DEAD;
});
afterEach(() => rm(root, { recursive: true, force: true }));

const start = (script: string, file = '/bin/sh'): Promise<void> =>
  startDetached({
    file,
    args: ['-c', script, 'the-word'],
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '' },
    folder,
  });
const leader = async (): Promise<ProcessIdentity> =>
  JSON.parse(await readFile(join(folder, 'leader.json'), 'utf8')) as ProcessIdentity;
async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await sleep(10);
}
const said = (name: string): Promise<string> => readFile(join(root, name), 'utf8').catch(() => '');
const untilSaid = (name: string): Promise<void> => until(async () => (await said(name)).endsWith('\n'));

describe('a detached program', () => {
  it('is followed by its lines to its exit code', async () => {
    await start('echo one; echo two; echo trouble >&2; exit 7');
    const lines: string[] = [];
    const end = await followDetached(folder, { starter: own, onLine: (line) => lines.push(line) });
    expect(end).toEqual({ kind: 'exited', exitCode: 7 });
    expect(lines).toEqual(['one', 'two']);
    expect(await detachedErrors(folder)).toBe('trouble\n');
    // Whoever comes later reads the same.
    const again: string[] = [];
    expect(await followDetached(folder, { starter: DEAD, onLine: (line) => again.push(line) })).toEqual(end);
    expect(again).toEqual(lines);
  });

  it('has notes that nobody else can read, and no input', async () => {
    await start('cat; umask');
    expect(await followDetached(folder, { starter: own })).toEqual({ kind: 'exited', exitCode: 0 });
    for (const name of await readdir(folder)) {
      expect((await stat(join(folder, name))).mode & 0o777, name).toBe(0o600);
    }
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const umask = process.umask().toString(8).padStart(4, '0');
    expect(await readFile(join(folder, 'out'), 'utf8')).toBe(`${umask}\n`);
  });

  it('gets a signal, ends in its own way, and its exit code is noted', async () => {
    await start(`trap 'echo stopping; exit 3' INT; echo up > '${root}/up'; while :; do sleep 0.02; done`);
    await untilSaid('up');
    await signalDetached(folder, 'SIGINT');
    expect(await followDetached(folder, { starter: own })).toEqual({ kind: 'exited', exitCode: 3 });
  });

  it('that a signal ends is noted with it', async () => {
    await start('kill -9 $$');
    expect(await followDetached(folder, { starter: own })).toEqual({ kind: 'exited', exitCode: 137 });
  });

  it('that is not there has the exit code of the shell', async () => {
    await start('', join(root, 'nothing'));
    expect(await followDetached(folder, { starter: own })).toEqual({ kind: 'exited', exitCode: 127 });
  });

  it('that cannot be started in its folder was never begun', async () => {
    await startDetached({ file: '/bin/true', args: ['x'], cwd: join(root, 'none'), env: {}, folder });
    expect(await followDetached(folder, { starter: own })).toMatchObject({ kind: 'never_begun' });
  });

  it('without any note was never begun once its starter is dead, and may still be before', async () => {
    expect(await followDetached(folder, { starter: DEAD })).toMatchObject({ kind: 'never_begun' });
    expect(await isDetachedRunning(folder, own)).toBe(true);
    expect(await followDetached(folder, { starter: own, givenUp: () => true })).toBeNull();
  });

  it.each([
    [
      'before it noted who it is',
      `const open = fs.openSync; fs.openSync = (path, ...more) => String(path).endsWith('leader.json') ? die() : open(path, ...more);`,
    ],
    ['after that and before its word', 'fs.fsyncSync = die;'],
  ])('whose starter was killed %s never begins', async (_, fault) => {
    const program = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const die = () => { process.kill(process.pid, 'SIGKILL'); for (;;); };
      ${fault}
      syncBuiltinESMExports();
      const { startDetached } = await import(${JSON.stringify(join(import.meta.dirname, 'detached-process.ts'))});
      await startDetached({
        file: '/bin/sh', args: ['-c', 'echo began > ${root}/began', 'x'], cwd: '${root}', env: {}, folder: '${folder}' });`;
    const other = spawn(process.execPath, ['--input-type=module-typescript', '-e', program]);
    const signal = await new Promise((resolve) => other.once('exit', (_code, by) => resolve(by)));
    expect(signal).toBe('SIGKILL');
    expect(await followDetached(folder, { starter: DEAD })).toMatchObject({ kind: 'never_begun' });
    // The wrapper finds that nobody is there to say the word.
    await until(async () => (await readFile(join(folder, 'exit'), 'utf8')) === 'never\n');
    expect(await followDetached(folder, { starter: DEAD })).toMatchObject({ kind: 'never_begun' });
    expect(await said('began')).toBe('');
  });

  it('outlives its starter, and the end of everything that Kedge runs', async () => {
    const program = `
      import { startDetached } from ${JSON.stringify(join(import.meta.dirname, 'detached-process.ts'))};
      await startDetached({
        file: '/bin/sh',
        args: ['-c', 'echo up > ${root}/up; while [ ! -e ${root}/go ]; do sleep 0.02; done; echo a line; exit 4', 'x'],
        cwd: '${root}', env: { PATH: process.env.PATH }, folder: '${folder}' });
      process.kill(process.pid, 'SIGKILL');`;
    const other = spawn(process.execPath, ['--input-type=module-typescript', '-e', program]);
    await new Promise((resolve) => other.once('exit', resolve));
    await untilSaid('up');
    await endAllProcessGroups();
    expect(await isDetachedRunning(folder, DEAD)).toBe(true);
    const following = followDetached(folder, { starter: DEAD });
    await writeFile(join(root, 'go'), '');
    expect(await following).toEqual({ kind: 'exited', exitCode: 4 });
  });

  it.runIf(process.platform === 'linux')(
    'is never taken for an orphan that had its number (needs Linux)',
    async () => {
      await start(`echo up > '${root}/up'; while [ ! -e '${root}/go' ]; do sleep 0.02; done`);
      await untilSaid('up');
      const { pid } = await leader();
      expect(await killOrphanedGroup({ pid, started: 'long ago' }, root)).toBe(false);
      await writeFile(join(root, 'go'), '');
      expect(await followDetached(folder, { starter: own })).toEqual({ kind: 'exited', exitCode: 0 });
    },
  );

  it.runIf(process.platform === 'linux')(
    'is waited for without its shell, and is lost then; what it left behind is not waited for (needs Linux)',
    async () => {
      await start(`sleep 600 & echo $! > '${root}/left'; while [ ! -e '${root}/go' ]; do sleep 0.02; done`);
      await untilSaid('left');
      process.kill((await leader()).pid, 'SIGKILL');
      await until(async () => (await identify((await leader()).pid)) === null);
      expect(await isDetachedRunning(folder, DEAD)).toBe(true);
      await writeFile(join(root, 'go'), '');
      expect(await followDetached(folder, { starter: DEAD })).toEqual({ kind: 'lost' });
      const left = Number(await said('left'));
      expect(await identify(left)).not.toBeNull();
      await endLeftovers(folder);
      await until(async () => (await identify(left)) === null);
    },
  );
});
