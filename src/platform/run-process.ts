import { spawn, type ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import { createLineSplitter } from './line-splitter.ts';

/** What to run. The environment is the whole environment: nothing of Kedge's own is added. */
export interface ProcessRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Called for every line of stdout; stdout is then not kept. Must not throw. */
  readonly onLine?: (line: string) => void;
  /** Called right after the start with the process id, which is also the id of its process group. */
  readonly onStart?: (pid: number) => void;
  /**
   * As `onStart`, and the program begins only when it has resolved: killed before, Kedge leaves a program behind that
   * never did anything. Rejected, it does not begin.
   */
  readonly beforeItBegins?: (pid: number) => Promise<void>;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly grace?: Grace;
}

/** How long a process may take to stop after each signal, in milliseconds. */
export interface Grace {
  readonly afterInterruptMs: number;
  readonly afterTerminateMs: number;
}

export interface ProcessResult {
  /** null when a signal ended it or it never started. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Empty when lines were asked for. */
  readonly stdout: Buffer;
  /** The last 64 KiB. */
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly aborted: boolean;
  /** `ENOENT`, `EACCES`, ... when it could not be started. */
  readonly startError: string | null;
  readonly durationMs: number;
}

const DEFAULT_GRACE: Grace = { afterInterruptMs: 5_000, afterTerminateMs: 2_000 };
const STDERR_TAIL_BYTES = 64 * 1024;
/** A process that left the group may hold the pipes open for ever; what is not read by then is lost. */
const DRAIN_MS = 2_000;

interface RunningGroup {
  readonly pid: number;
  readonly stop: () => void;
  readonly ended: Promise<unknown>;
}

const running = new Set<RunningGroup>();
let exitHookInstalled = false;

/**
 * Runs a program in a process group of its own and resolves when it and its whole group are gone. Failures are
 * values. On abort or timeout the group gets SIGINT (Terraform then tells its providers to stop), SIGTERM after a
 * grace, and SIGKILL after another. When the program ends by itself, what it left behind in the group is killed.
 */
export function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  const startedAt = performance.now();
  const duration = (): number => performance.now() - startedAt;
  if (request.signal?.aborted === true) {
    return Promise.resolve({ ...NOT_STARTED, aborted: true, durationMs: duration() });
  }
  if (request.timeoutMs !== undefined && request.timeoutMs <= 0) {
    return Promise.resolve({ ...NOT_STARTED, timedOut: true, durationMs: duration() });
  }
  installExitHook();
  const child = start(request);
  const output = collectOutput(child, request.onLine);
  const pid = child.pid;
  if (pid === undefined) {
    return new Promise((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        resolve({ ...NOT_STARTED, startError: error.code ?? error.message, durationMs: duration() });
      });
    });
  }
  // A later error can only be a failed kill, and the group is killed by number anyway.
  child.on('error', () => undefined);
  const stopping = escalation(pid, request.grace ?? DEFAULT_GRACE);
  const limits = watchLimits(request, stopping.stop);
  const ended = untilGone(child, pid);
  const group: RunningGroup = { pid, stop: stopping.stop, ended };
  running.add(group);
  request.onStart?.(pid);
  if (request.beforeItBegins !== undefined) letBegin(child, request.beforeItBegins(pid));
  return ended.then(({ exitCode, signal }) => {
    running.delete(group);
    stopping.clear();
    limits.clear();
    return {
      exitCode,
      signal,
      ...output.finish(),
      timedOut: limits.timedOut(),
      aborted: limits.aborted(),
      startError: null,
      durationMs: duration(),
    };
  });
}

/** Stops every running group the gentle way and resolves when all are gone. For Kedge's own SIGINT and SIGTERM. */
export async function endAllProcessGroups(): Promise<void> {
  const groups = [...running];
  for (const group of groups) group.stop();
  await Promise.all(groups.map((group) => group.ended));
}

const NOT_STARTED: ProcessResult = {
  exitCode: null,
  signal: null,
  stdout: Buffer.alloc(0),
  stderr: '',
  timedOut: false,
  aborted: false,
  startError: null,
  durationMs: 0,
};

/** Waits for a word on a pipe that only Kedge holds, and becomes the program; without the word it ends. */
const GATE = 'read -r word <&3 || exit 125; exec "$@" 3<&-';

function start(request: ProcessRequest): ChildProcess {
  const settings = { cwd: request.cwd, env: { ...request.env }, detached: true } as const;
  if (request.beforeItBegins === undefined) {
    return spawn(request.file, [...request.args], { ...settings, stdio: ['ignore', 'pipe', 'pipe'] });
  }
  return spawn('/bin/sh', ['-c', GATE, 'sh', request.file, ...request.args], {
    ...settings,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
}

function letBegin(child: ChildProcess, ready: Promise<void>): void {
  const gate = child.stdio[3] as Writable | null;
  // It may have been stopped before it began.
  gate?.on('error', () => undefined);
  void ready.then(
    () => gate?.end('go\n'),
    () => gate?.destroy(),
  );
}

function collectOutput(child: ChildProcess, onLine: ((line: string) => void) | undefined) {
  const kept: Buffer[] = [];
  const lines = onLine === undefined ? null : createLineSplitter(onLine);
  let tail = Buffer.alloc(0);
  child.stdout?.on('data', (chunk: Buffer) => {
    if (lines === null) kept.push(chunk);
    else lines.push(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-STDERR_TAIL_BYTES);
  });
  return {
    finish(): { readonly stdout: Buffer; readonly stderr: string } {
      lines?.end();
      return { stdout: Buffer.concat(kept), stderr: tail.toString('utf8') };
    },
  };
}

function untilGone(
  child: ChildProcess,
  pid: number,
): Promise<{ exitCode: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    let drain: NodeJS.Timeout | undefined;
    child.once('exit', () => {
      signalGroup(pid, 'SIGKILL');
      drain = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, DRAIN_MS);
    });
    child.once('close', (exitCode: number | null, signal: NodeJS.Signals | null) => {
      clearTimeout(drain);
      resolve({ exitCode, signal });
    });
  });
}

function escalation(pid: number, grace: Grace): { stop: () => void; clear: () => void } {
  let next: NodeJS.Timeout | undefined;
  let begun = false;
  const kill = (): void => signalGroup(pid, 'SIGKILL');
  const terminate = (): void => {
    signalGroup(pid, 'SIGTERM');
    next = setTimeout(kill, grace.afterTerminateMs);
  };
  return {
    stop: () => {
      if (begun) return;
      begun = true;
      signalGroup(pid, 'SIGINT');
      next = setTimeout(terminate, grace.afterInterruptMs);
    },
    clear: () => clearTimeout(next),
  };
}

function watchLimits(request: ProcessRequest, stop: () => void) {
  let timedOut = false;
  let aborted = false;
  const onAbort = (): void => {
    aborted = true;
    stop();
  };
  const onTimeout = (): void => {
    timedOut = true;
    stop();
  };
  request.signal?.addEventListener('abort', onAbort, { once: true });
  const timer = request.timeoutMs === undefined ? undefined : setTimeout(onTimeout, request.timeoutMs);
  return {
    timedOut: () => timedOut,
    aborted: () => aborted,
    clear: () => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', onAbort);
    },
  };
}

/** ESRCH means that the group is gone, which is what the signal was for. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone, or (macOS: EPERM) only zombies are left.
  }
}

/** A last net for `process.exit` on an error path: no engine outlives Kedge. A kill -9 of Kedge is swept up at the next start. */
function installExitHook(): void {
  if (exitHookInstalled) return;
  exitHookInstalled = true;
  process.on('exit', () => {
    for (const group of running) signalGroup(group.pid, 'SIGKILL');
  });
}
