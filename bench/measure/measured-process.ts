import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Exit codes that are a result; every other one ends the benchmark. */
  readonly expected: readonly number[];
}

export interface Cost {
  readonly wall_ms: number;
  /** User and system time of the process and of all its descendants. */
  readonly cpu_ms: number;
  readonly stdout: string;
}

/**
 * `time` of bash sums up what the kernel accounts to waited-for descendants: an engine waits for its providers, so
 * theirs is in it. `/usr/bin/time` would count in hundredths of a second.
 */
const SCRIPT = `TIMEFORMAT='%3R %3U %3S'; { time "$@" 2>&4; } 4>&2 2>&3`;

/** Runs a command to its end and tells what it cost. Rejects, with what it said, when it ends in an unexpected way. */
export async function measuredProcess(command: Command): Promise<Cost> {
  const child = spawn('bash', ['-c', SCRIPT, 'bench', ...command.argv], {
    cwd: command.cwd,
    env: { ...command.env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const times = child.stdio[3];
  if (!(times instanceof Readable) || child.stdout === null || child.stderr === null) {
    throw new Error('Cannot measure a process without pipes to it.');
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [stdout, stderr, timed, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    text(times),
    ended,
  ]);
  if (code === null || !command.expected.includes(code)) {
    throw new Error(`${command.argv.join(' ')} in ${command.cwd} ended with ${code}:\n${stderr || stdout}`);
  }
  const [wall, user, system] = timed.trim().split(' ').map(Number);
  if (
    wall === undefined ||
    user === undefined ||
    system === undefined ||
    Number.isNaN(wall + user + system)
  ) {
    throw new Error(`bash did not tell the times but: ${timed}`);
  }
  return { wall_ms: wall * 1000, cpu_ms: (user + system) * 1000, stdout };
}
