import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** An AWS in memory, for trying things out. It knows nothing when it starts and keeps nothing when it stops. */
export interface MotoCloud {
  /** Such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  readonly pid: number;
  /** Ends the server and everything it started; resolves when it is gone. */
  stop(): Promise<void>;
  /** Lets the server outlive this process. The caller says how to stop it. */
  keepRunning(): Promise<void>;
}

export interface MotoSettings {
  /** Path of moto_server. */
  readonly program: string;
  /** Where the server's log is written, `moto.log`. Absolute. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

const START_LIMIT_MS = 60_000;
const POLL_MS = 50;
/** Between the choice of a free port and its use another program may take it. */
const PORT_ATTEMPTS = 3;
const WORD_TO_KEEP = 'keep';

/**
 * The server replaces this shell, so its process id leads the group. What stays behind is a reader of the lifeline: a
 * pipe that only the starting process holds. When that process ends in whatever way, kill -9 included, the reader
 * sees the end of the pipe and ends the group.
 */
const START_SCRIPT = `
{ word=; read -r word <&3; [ "$word" = ${WORD_TO_KEEP} ] || kill -s KILL -- "-$$"; } >/dev/null 2>&1 &
exec "$@" 3<&-
`;

/** Starts moto_server on a free port of the loopback and waits until it answers. `problem` is a sentence. */
export async function startMotoCloud(
  settings: MotoSettings,
): Promise<{ readonly cloud: MotoCloud } | { readonly problem: string }> {
  let said = '';
  for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt += 1) {
    const port = await freePort();
    const log = join(settings.folder, 'moto.log');
    const server = await start(settings, port, log);
    const endpoint = `http://127.0.0.1:${port}`;
    const ready = await untilReady(endpoint, server, settings.signal);
    if (ready) return { cloud: { endpoint, ...server } };
    const ended = server.hasEnded();
    await server.stop();
    if (settings.signal.aborted) return { problem: 'The start of moto_server was interrupted.' };
    said = await lastLines(log);
    if (!ended) {
      return {
        problem: `moto_server (${settings.program}) did not answer within ${START_LIMIT_MS / 1000} s.${said}`,
      };
    }
  }
  return { problem: `moto_server (${settings.program}) ended before it answered.${said}` };
}

async function start(settings: MotoSettings, port: number, log: string): Promise<Server> {
  const file = await open(log, 'w', 0o600);
  try {
    // Watched in the same breath: a program that ends at once must not end unseen.
    return watch(
      spawn(
        '/bin/sh',
        ['-c', START_SCRIPT, 'kedge-moto', settings.program, '-H', '127.0.0.1', '-p', String(port)],
        {
          // Not the log's folder: a server that is kept outlives it.
          cwd: '/',
          env: { ...settings.env, PYTHONUNBUFFERED: '1' },
          detached: true,
          stdio: ['ignore', file.fd, file.fd, 'pipe'],
        },
      ),
    );
  } finally {
    await file.close();
  }
}

interface Server {
  readonly pid: number;
  hasEnded(): boolean;
  stop(): Promise<void>;
  keepRunning(): Promise<void>;
}

function watch(child: ChildProcess): Server {
  let ended = false;
  const lifeline = child.stdio[3];
  const killGroup = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // ESRCH: gone, which is what the signal was for.
    }
  };
  const gone = new Promise<void>((resolve) => {
    const finish = (): void => {
      ended = true;
      // The reader of the lifeline is left when the server ended by itself.
      killGroup();
      process.removeListener('exit', killGroup);
      resolve();
    };
    child.once('exit', finish);
    child.once('error', finish);
  });
  process.on('exit', killGroup);
  // The reader may be gone already; then there is nothing to tell it.
  lifeline?.on('error', () => undefined);
  return {
    pid: child.pid ?? 0,
    hasEnded: () => ended,
    stop: async () => {
      if (!ended) killGroup();
      await gone;
      lifeline?.destroy();
    },
    keepRunning: async () => {
      process.removeListener('exit', killGroup);
      await new Promise<void>((resolve) => {
        if (lifeline !== null && lifeline !== undefined && 'end' in lifeline) {
          lifeline.end(`${WORD_TO_KEEP}\n`, () => resolve());
        } else resolve();
      });
      child.unref();
    },
  };
}

/** Asks for a page that only moto has, so that another program on the port is not taken for it. */
async function untilReady(endpoint: string, server: Server, signal: AbortSignal): Promise<boolean> {
  const end = performance.now() + START_LIMIT_MS;
  while (!server.hasEnded() && !signal.aborted && performance.now() < end) {
    if (await answers(endpoint)) return !server.hasEnded();
    await sleep(POLL_MS);
  }
  return false;
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const answer = await fetch(`${endpoint}/moto-api/data.json`, { signal: AbortSignal.timeout(5_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

async function lastLines(log: string): Promise<string> {
  const text = (await readFile(log, 'utf8').catch(() => '')).trim();
  return text === '' ? '' : ` It said:\n${text.split('\n').slice(-5).join('\n')}`;
}
