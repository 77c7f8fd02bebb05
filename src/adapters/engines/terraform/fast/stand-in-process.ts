import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { FastDoubt } from './fast-doubt.ts';

/** A process that does nothing, for the engine to hold on to. */
export interface StandIn {
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * The engine wants the number of a living process for each attached provider. It kills that process when it cannot
 * connect, so the number must never be Kedge's own. This shell waits for the end of a pipe that only Kedge holds: it
 * goes whenever Kedge goes, also when that is killed.
 */
export async function startStandIn(): Promise<StandIn> {
  const child = spawn('/bin/sh', ['-c', 'read _'], {
    cwd: '/',
    env: {},
    // A group of its own: an interrupt at the terminal is not for it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(child, 'exit').catch(() => undefined);
  // The engine may have killed it: then there is nobody to write to.
  child.stdin.on('error', () => undefined);
  const { pid } = child;
  if (pid === undefined) {
    await ended;
    throw new FastDoubt('a process to stand in for the providers could not be started');
  }
  return {
    pid,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
