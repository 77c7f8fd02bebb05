import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '#platform/environment.ts';
import { runProcess } from '#platform/run-process.ts';
import { FastDoubt } from './fast-doubt.ts';
import { connectGrpc, type GrpcReply } from './grpc-client.ts';
import { EMPTY_MESSAGE } from './grpc-frame.ts';
import { readHandshake, type Handshake } from './handshake.ts';
import type { Protocol } from './protocol-calls.ts';
import { providerEnvironment } from './provider-environment.ts';

/** A provider that was started and answers. */
export interface ProviderProcess {
  readonly pid: number;
  readonly protocol: Protocol;
  readonly call: (path: string, body: Buffer, signal?: AbortSignal) => Promise<GrpcReply>;
  /** False as soon as it has ended, whoever ended it. */
  isAlive(): boolean;
  /** Asks it to end, ends it, and resolves when its whole process group is gone. */
  stop(): Promise<void>;
}

export interface ProviderStart {
  readonly executable: string;
  /** What the engine itself is started with. */
  readonly env: Environment;
  readonly cwd: string;
  /** Private; the provider's socket lies in a folder of its own below it. */
  readonly folder: string;
  /** Writes the group down, so that a later run ends it should this one be killed. */
  readonly noteGroup: (pid: number) => Promise<void>;
  /** Ends the process at once, also before it answers. */
  readonly signal: AbortSignal;
}

const START_LIMIT_MS = 60_000;
const SHUTDOWN_LIMIT_MS = 300;
const AT_ONCE = { afterInterruptMs: 0, afterTerminateMs: 0 };

/** Throws FastDoubt when the provider does not come up; then nothing of it is left. */
export async function startProvider(start: ProviderStart): Promise<ProviderProcess> {
  const socketFolder = await mkdtemp(join(start.folder, 'p'));
  const stopping = new AbortController();
  const spoken = Promise.withResolvers<Handshake>();
  let alive = true;
  let pid = 0;
  let noted: Promise<void> = Promise.resolve();
  const run = runProcess({
    file: start.executable,
    args: [],
    cwd: start.cwd,
    env: providerEnvironment(start.env, socketFolder),
    signal: AbortSignal.any([stopping.signal, start.signal]),
    grace: AT_ONCE,
    onStart: (started) => {
      pid = started;
      noted = start.noteGroup(started).catch(() => {
        // Nobody would end it should this run be killed.
        throw new FastDoubt('a provider could not be written down as started');
      });
      noted.catch((error: unknown) => spoken.reject(error));
    },
    onLine: (line) => {
      try {
        spoken.resolve(readHandshake(line, socketFolder));
      } catch (error) {
        spoken.reject(error);
      }
    },
  });
  const ended = untilGone();
  const kill = async (): Promise<void> => {
    stopping.abort();
    await ended;
  };
  async function untilGone(): Promise<void> {
    await run;
    alive = false;
    spoken.reject(new FastDoubt('a provider ended before it answered'));
    await noted.catch(() => undefined);
    await rm(socketFolder, { recursive: true, force: true });
  }
  try {
    const { protocol, socket } = await withLimit(spoken.promise);
    await noted;
    const client = await connectGrpc(socket);
    const stop = async (): Promise<void> => {
      if (alive) {
        const asked = client.call('/plugin.GRPCController/Shutdown', EMPTY_MESSAGE).catch(() => undefined);
        await Promise.race([asked.then(() => ended), sleep(SHUTDOWN_LIMIT_MS, null, { ref: false })]);
      }
      client.close();
      await kill();
    };
    return {
      pid,
      protocol,
      call: (path, body, signal) => client.call(path, body, signal),
      isAlive: () => alive,
      stop,
    };
  } catch (error) {
    await kill();
    throw error;
  }
}

async function withLimit<T>(promise: Promise<T>): Promise<T> {
  const over = new AbortController();
  const limit = sleep(START_LIMIT_MS, null, { signal: over.signal }).then(() => {
    throw new FastDoubt(`a provider did not answer within ${START_LIMIT_MS / 1000} s`);
  });
  limit.catch(() => undefined);
  try {
    return await Promise.race([promise, limit]);
  } finally {
    over.abort();
  }
}
