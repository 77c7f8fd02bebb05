import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A program of the demo that ends with the demo, in whatever way that ends: it holds on to its standard input. */
export interface DemoProcess {
  /** The first line that it printed; null: it prints none. */
  readonly said: string | null;
  stop(): Promise<void>;
}

/** @param program a file beside this one */
export async function startDemoProgram(
  program: string,
  args: readonly string[],
  speaks: boolean,
): Promise<DemoProcess> {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
  const said = speaks ? await firstLine(child) : null;
  return {
    said,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('A program of the demo was started without an output.');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('A program of the demo ended before it said anything.');
}
