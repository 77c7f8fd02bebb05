import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { because, realParts, skipReason } from '#test/real-parts.ts';
import { startMotoCloud, type MotoCloud } from './moto-cloud.ts';

const parts = await realParts();
const reason = skipReason(parts, ['moto']);

let root = '';
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'kedge-moto-')));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const start = (program: string, signal = new AbortController().signal) =>
  startMotoCloud({ program, folder: root, env: process.env, signal });

async function script(text: string): Promise<string> {
  const path = join(root, 'moto_server');
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
}

/** The processes of a group that still run. */
function livesGroup(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  while (livesGroup(pid)) await sleep(20);
}

describe.skipIf(reason !== null)(`a cloud in memory${because(reason)}`, () => {
  const startReal = async (): Promise<MotoCloud> => {
    const started = await start(parts.moto ?? '');
    if ('problem' in started) throw new Error(started.problem);
    return started.cloud;
  };

  it('answers on the loopback when it has started, and is gone with all its processes when stopped', async () => {
    const cloud = await startReal();
    expect(cloud.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${cloud.endpoint}/moto-api/data.json`)).status).toBe(200);
    await cloud.stop();
    await untilGone(cloud.pid);
    await expect(fetch(cloud.endpoint)).rejects.toThrow('fetch failed');
  });

  it('ends with the process that started it, even when that one is killed', async () => {
    const parent = startParent('await new Promise((resolve) => setTimeout(resolve, 60_000));');
    const pid = Number(await parent.firstLine);
    expect(livesGroup(pid)).toBe(true);
    parent.kill();
    await untilGone(pid);
  });

  it('outlives the process that started it when it is to be kept', async () => {
    const parent = startParent('await started.cloud.keepRunning(); process.exit(0);');
    const pid = Number(await parent.firstLine);
    await parent.ended;
    expect(livesGroup(pid)).toBe(true);
    process.kill(pid, 'SIGTERM');
    await untilGone(pid);
  });

  function startParent(then: string) {
    const code = `
      const { startMotoCloud } = await import(${JSON.stringify(new URL('moto-cloud.ts', import.meta.url).href)});
      const started = await startMotoCloud({
        program: ${JSON.stringify(parts.moto)}, folder: ${JSON.stringify(root)},
        env: process.env, signal: new AbortController().signal,
      });
      console.log(started.cloud.pid);
      ${then}`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return {
      firstLine: new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data)))),
      ended: new Promise<void>((resolve) => child.once('exit', () => resolve())),
      kill: () => child.kill('SIGKILL'),
    };
  }
});

describe('a cloud that does not start', () => {
  it('is told with what the program said', async () => {
    const started = await start(await script('echo no module named flask >&2; exit 1'));
    expect(started).toMatchObject({ problem: expect.stringContaining('no module named flask') });
  });

  it('is told when there is no such program', async () => {
    expect(await start(join(root, 'nowhere'))).toMatchObject({ problem: expect.stringContaining('nowhere') });
  });

  it('leaves no process when the start is interrupted', async () => {
    const pidFile = join(root, 'pid');
    const program = await script(`echo $$ > ${pidFile}; sleep 60`);
    const controller = new AbortController();
    const starting = start(program, controller.signal);
    const pid = await untilWritten(pidFile);
    controller.abort();
    expect(await starting).toEqual({ problem: 'The start of moto_server was interrupted.' });
    await untilGone(pid);
  });
});

async function untilWritten(file: string): Promise<number> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.endsWith('\n')) return Number(text);
    await sleep(20);
  }
}
