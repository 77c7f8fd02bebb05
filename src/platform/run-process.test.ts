import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identify } from './process-identity.ts';
import { endAllProcessGroups, runProcess, type ProcessRequest } from './run-process.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kedge-run-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const PATH = process.env['PATH'] ?? '';
const QUICK = { afterInterruptMs: 300, afterTerminateMs: 300 };
const shell = (script: string, more: Partial<ProcessRequest> = {}) =>
  runProcess({ file: '/bin/sh', args: ['-c', script], cwd: folder, env: { PATH }, grace: QUICK, ...more });

const isGone = async (pid: number): Promise<boolean> => (await identify(pid)) === null;

/** Killed processes are gone within moments, but not within the same instant. */
async function becomesGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 100; i += 1) {
    if (await isGone(pid)) return true;
    await sleep(20);
  }
  return false;
}

async function pidIn(name: string): Promise<number> {
  for (;;) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    if (text.endsWith('\n')) return Number(text);
    await sleep(10);
  }
}

/** Aborts when the script has written its last mark, so that no test depends on how fast a shell starts. */
async function abortWhen(name: string, controller: AbortController): Promise<number> {
  const pid = await pidIn(name);
  controller.abort();
  return pid;
}

describe('a process', () => {
  it('gives its exit code, its output and what it said on stderr', async () => {
    expect(await shell('echo out; echo err >&2; exit 3')).toMatchObject({
      exitCode: 3,
      signal: null,
      stdout: Buffer.from('out\n'),
      stderr: 'err\n',
      timedOut: false,
      aborted: false,
      startError: null,
    });
  });

  it('gets exactly the environment that is given', async () => {
    process.env['KEDGE_CANARY'] = 'leaked';
    try {
      const { stdout } = await runProcess({
        file: process.execPath,
        args: ['-p', 'Object.keys(process.env).join()'],
        cwd: folder,
        env: { ONLY: '1' },
      });
      expect(stdout.toString().trim()).toBe('ONLY');
    } finally {
      delete process.env['KEDGE_CANARY'];
    }
  });

  it('has nothing to read on stdin', async () => {
    expect((await shell('cat; echo end')).stdout.toString()).toBe('end\n');
  });

  it('gives its lines as they come, cut where they end', async () => {
    const lines: string[] = [];
    const result = await shell(
      "printf 'a\\r\\nb'; sleep 0.1; printf 'c\\n\\nd\\303'; sleep 0.1; printf '\\274'",
      {
        onLine: (line) => lines.push(line),
      },
    );
    expect(lines).toEqual(['a', 'bc', 'dü']);
    expect(result.stdout).toHaveLength(0);
  });

  it('may write 60 MB', async () => {
    const { stdout } = await shell('head -c 62914560 /dev/zero');
    expect(stdout).toHaveLength(62_914_560);
  });

  it('keeps only the end of a long stderr', async () => {
    const { stderr } = await shell('head -c 1000000 /dev/zero | tr "\\0" x >&2; echo the end >&2');
    expect(stderr).toHaveLength(64 * 1024);
    expect(stderr.endsWith('the end\n')).toBe(true);
  });

  it('that cannot be started is a value', async () => {
    const request = { args: [], cwd: folder, env: {} };
    expect(await runProcess({ ...request, file: join(folder, 'absent') })).toMatchObject({
      startError: 'ENOENT',
      exitCode: null,
    });
    expect(await runProcess({ ...request, file: folder })).toMatchObject({ startError: 'EACCES' });
  });

  it.each([
    [{ signal: AbortSignal.abort() }, { aborted: true, timedOut: false }],
    [{ timeoutMs: 0 }, { aborted: false, timedOut: true }],
  ])('is not started when its time is over before: %j', async (limits, flags) => {
    expect(await shell('touch started', limits)).toMatchObject({ ...flags, exitCode: null });
    await expect(readFile(join(folder, 'started'))).rejects.toThrow(/ENOENT/);
  });
});

describe('the end of a process', () => {
  it('takes along what it left behind in its group', async () => {
    await shell('sleep 600 & echo $! > grandchild');
    expect(await becomesGone(await pidIn('grandchild'))).toBe(true);
  });

  it('is asked for with SIGINT first, so that an engine can stop cleanly', async () => {
    const controller = new AbortController();
    const script = 'trap "echo told; exit 7" INT; echo $$ > ready; while :; do sleep 0.02; done';
    const running = shell(script, { signal: controller.signal });
    await abortWhen('ready', controller);
    expect(await running).toMatchObject({
      aborted: true,
      timedOut: false,
      exitCode: 7,
      stdout: Buffer.from('told\n'),
    });
  });

  it('is asked for with SIGTERM when SIGINT does not help', async () => {
    const controller = new AbortController();
    const script = 'trap "" INT; trap "exit 8" TERM; echo $$ > ready; while :; do sleep 0.02; done';
    const running = shell(script, { signal: controller.signal });
    await abortWhen('ready', controller);
    expect(await running).toMatchObject({ aborted: true, exitCode: 8 });
  });

  it('is forced on the whole group when nothing helps', async () => {
    const controller = new AbortController();
    const stubborn = `trap "" INT TERM; (trap "" INT TERM; while :; do sleep 0.02; done) & echo $! > grandchild; echo $$ > ready; while :; do sleep 0.02; done`;
    const running = shell(stubborn, { signal: controller.signal });
    const leader = await abortWhen('ready', controller);
    expect(await running).toMatchObject({ aborted: true, exitCode: null, signal: 'SIGKILL' });
    expect(await becomesGone(leader)).toBe(true);
    expect(await becomesGone(await pidIn('grandchild'))).toBe(true);
  });

  it('comes with the timeout too, for grandchildren as well', async () => {
    const result = await shell('sleep 600 & echo $! > grandchild; wait', { timeoutMs: 300 });
    expect(result).toMatchObject({ timedOut: true, aborted: false });
    expect(await becomesGone(await pidIn('grandchild'))).toBe(true);
  });

  it('is not waited for when one that left the group holds the output open', async () => {
    const escape = `require('node:child_process').spawn('sleep', ['600'], {detached: true, stdio: 'inherit'}).unref()`;
    const script = `'${process.execPath}' -e "const c = ${escape.replace('.unref()', '')}; c.unref(); console.log(c.pid)"`;
    const result = await shell(script);
    const escaped = Number(result.stdout.toString());
    expect(result.exitCode).toBe(0);
    expect(await isGone(escaped)).toBe(false);
    process.kill(escaped, 'SIGKILL');
  });

  it('can be brought about for all at once', async () => {
    const running = ['a', 'b'].map((name) => shell(`sleep 600 & echo $! > ${name}; wait`));
    const pids = await Promise.all([pidIn('a'), pidIn('b')]);
    await endAllProcessGroups();
    await Promise.all(running);
    for (const pid of pids) expect(await becomesGone(pid)).toBe(true);
  });

  it('comes with the exit of Kedge itself', async () => {
    const module = join(import.meta.dirname, 'run-process.ts');
    const program = `
      import { runProcess } from '${module}';
      void runProcess({ file: '/bin/sh', args: ['-c', 'sleep 600 & echo $! > grandchild; wait'], cwd: '${folder}', env: { PATH: process.env.PATH } });
      process.stdin.on('data', () => process.exit(0));
      process.stdout.write('up\\n');`;
    const kedge = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    const grandchild = await pidIn('grandchild');
    expect(await isGone(grandchild)).toBe(false);
    kedge.stdin.write('exit\n');
    expect(await becomesGone(grandchild)).toBe(true);
    const { stdout } = await promisify(execFile)('ps', ['-e', '-o', 'stat=,pid=']);
    // A zombie has ended; it waits for its parent to take note.
    const living = stdout.split('\n').filter((line) => !line.startsWith('Z'));
    expect(living.map((line) => Number(line.trim().split(/\s+/)[1]))).not.toContain(grandchild);
  });
});

describe('a program that is held back', () => {
  it('begins when Kedge is ready, with its own process id and nothing of the gate', async () => {
    let told = 0;
    const result = await runProcess({
      file: '/bin/sh',
      args: ['-c', 'echo $$; ls /proc/self/fd 2>/dev/null | tr "\\n" " "'],
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '' },
      beforeItBegins: async (pid) => {
        await sleep(50);
        told = pid;
      },
    });
    const [pid, open = ''] = result.stdout.toString().split('\n');
    expect({ exitCode: result.exitCode, pid: Number(pid) }).toEqual({ exitCode: 0, pid: told });
    expect(open.split(' ')).not.toContain('4');
  });

  it('never begins when Kedge is not ready for it', async () => {
    const result = await runProcess({
      file: '/bin/echo',
      args: ['begun'],
      cwd: '/',
      env: {},
      beforeItBegins: () => Promise.reject(new Error('The disk is full.')),
    });
    expect([result.exitCode, result.stdout.toString()]).toEqual([125, '']);
  });
});
