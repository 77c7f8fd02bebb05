import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of its own that works with a memory and tells on lines what it does. */
export interface Child {
  readonly pid: number;
  /** The next line that begins with the word, without it; null: it ended before. */
  says(word: string): Promise<string | null>;
  /** Everything it has said, also after it ended. */
  readonly lines: readonly string[];
  tell(line: string): void;
  kill(): Promise<void>;
  ended(): Promise<number | null>;
}

export function startChild(script: string, ...args: readonly string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const closed = once(child, 'close') as Promise<[number | null]>;
  let read = 0;
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  child.stderr.on('data', (chunk: Buffer) => lines.push(`stderr ${chunk.toString()}`));
  const news = async (): Promise<boolean> =>
    Promise.race([once(child.stdout, 'data').then(() => true), closed.then(() => false)]);
  return {
    pid: pidOf(child),
    lines,
    says: async (word) => {
      for (let alive = true; ;) {
        while (read < lines.length) {
          const line = lines[read] ?? '';
          read += 1;
          if (line.startsWith(`${word} `)) return line.slice(word.length + 1);
        }
        if (!alive) return null;
        alive = await news();
      }
    },
    tell: (line) => void child.stdin.write(`${line}\n`),
    kill: async () => {
      child.kill('SIGKILL');
      await closed;
    },
    ended: async () => (await closed)[0],
  };
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('The process did not start.');
  return pid;
}
