import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createLineSplitter } from './line-splitter.ts';
import { DETACHED_MARK, groupRuns, killLeftovers } from './orphans.ts';
import { identify, isAlive, ProcessIdentity } from './process-identity.ts';

/** A program that goes on when Kedge is killed. Everything that is known of it lies in its folder. */
export interface DetachedRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. It carries {@link DETACHED_MARK}, so that no sweep takes it for a left-over. */
  readonly env: Readonly<Record<string, string>>;
  /** Made by the start; it must not be there yet. */
  readonly folder: string;
}

/** How a detached program ended. */
export type DetachedEnd =
  /** 128 and more: it was ended by that signal. */
  | { readonly kind: 'exited'; readonly exitCode: number }
  /** For certain it was never begun and never will be. */
  | { readonly kind: 'never_begun'; readonly why: string }
  /** It was begun, it is gone, and nobody noted how it ended. */
  | { readonly kind: 'lost' };

const Leader = ProcessIdentity.extend({
  /** The last argument of the program: told from what it started in turn by it. */
  word: z.string(),
});
type Leader = z.infer<typeof Leader>;

const FILE = { out: 'out', err: 'err', exit: 'exit', begun: 'begun', leader: 'leader.json' } as const;
const POLL_MS = 50;
const ERR_TAIL_BYTES = 64 * 1024;

/**
 * Waits for the word that Kedge has noted which process this is, and only then begins: so whatever was begun can be
 * found again. Built-in commands alone, because nothing is known of the PATH. The traps keep the shell alive until
 * the program, which gets the same signals, has ended in its own way; the program itself starts without them.
 */
const WRAPPER = `
trap : INT TERM HUP
exit_note=$1 begun_note=$2
shift 2
if read -r word && [ "$word" = go ] && echo begun > "$begun_note"; then
  "$@" < /dev/null
  echo $? > "$exit_note"
else
  echo never > "$exit_note"
fi
`;

/**
 * Starts the program, and resolves when it is on its way or it is certain that it never will be. Throws when the folder
 * cannot be used; then, too, nothing was begun.
 */
export async function startDetached(request: DetachedRequest): Promise<void> {
  const { folder } = request;
  await mkdir(folder, { mode: 0o700 });
  try {
    if (!(await begin(request))) noteNever(folder);
  } catch (error) {
    noteNever(folder);
    throw error;
  }
}

const noteNever = (folder: string): void => noteDurably(join(folder, FILE.exit), 'never\n', 'w');

/** False: there is no process. */
async function begin(request: DetachedRequest): Promise<boolean> {
  const { folder } = request;
  const child = spawnWrapper(request, openFiles(folder));
  child.unref();
  const failed = new Promise<void>((resolve) => child.once('error', () => resolve()));
  // A wrapper that died before the word is found dead by whoever follows it.
  child.stdin?.on('error', () => undefined);
  try {
    if (child.pid === undefined) await failed;
    const leader = child.pid === undefined ? null : await identify(child.pid);
    if (leader === null) return false;
    const note: Leader = { ...leader, word: request.args.at(-1) ?? request.file };
    noteDurably(join(folder, FILE.leader), `${JSON.stringify(note)}\n`, 'wx');
    await sendWord(child);
    return true;
  } finally {
    // Without the word the wrapper reads the end of its input, and ends.
    child.stdin?.destroy();
  }
}

function spawnWrapper(
  { file, args, cwd, env, folder }: DetachedRequest,
  { out, err }: { readonly out: number; readonly err: number },
): ChildProcess {
  const notes = [join(folder, FILE.exit), join(folder, FILE.begun)];
  try {
    return spawn('/bin/sh', ['-c', WRAPPER, 'kedge', ...notes, file, ...args], {
      cwd,
      env: { ...env, [DETACHED_MARK]: folder },
      detached: true,
      stdio: ['pipe', out, err],
    });
  } finally {
    closeSync(out);
    closeSync(err);
  }
}

const sendWord = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.stdin === null) resolve();
    else child.stdin.end('go\n', () => resolve());
  });

/** Made before the program has a part in them, so that nobody else can read them whatever the umask is. */
function openFiles(folder: string): { readonly out: number; readonly err: number } {
  const make = (name: string): number => openSync(join(folder, name), 'wx', 0o600);
  closeSync(make(FILE.exit));
  closeSync(make(FILE.begun));
  return { out: make(FILE.out), err: make(FILE.err) };
}

/** Written and on the disk when this returns. */
export function noteDurably(file: string, text: string, flag: 'w' | 'wx'): void {
  const handle = openSync(file, flag, 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  const folder = openSync(join(file, '..'), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

export interface DetachedWatch {
  /** Who started it: while that process lives, a start that left no note yet may still come. */
  readonly starter: ProcessIdentity;
  /** Gets every line of stdout from the beginning. */
  readonly onLine?: (line: string) => void;
  /** Asked again and again; true: stop waiting. */
  readonly givenUp?: () => boolean;
}

/** Follows a detached program, its own or that of another process, to its end; null when the wait was given up. */
export async function followDetached(folder: string, watch: DetachedWatch): Promise<DetachedEnd | null> {
  const lines = createLineSplitter(watch.onLine ?? (() => undefined));
  let offset = 0;
  const drain = async (): Promise<void> => {
    offset = await readOn(join(folder, FILE.out), offset, (chunk) => lines.push(chunk));
  };
  for (;;) {
    // Life first: what it notes before it dies is then there to be read.
    const lives = await mayStillRun(folder, watch.starter);
    const end = await endIn(folder, lives);
    await drain();
    if (end !== null) {
      lines.end();
      return end;
    }
    if (watch.givenUp?.() === true) return null;
    await sleep(POLL_MS);
  }
}

async function mayStillRun(folder: string, starter: ProcessIdentity): Promise<boolean> {
  const starterLives = await isAlive(starter);
  const leader = await readLeader(folder);
  return leader === null ? starterLives : groupRuns(leader, leader.word);
}

async function endIn(folder: string, lives: boolean): Promise<DetachedEnd | null> {
  const exit = await noteIn(folder, FILE.exit);
  if (exit === 'never') return { kind: 'never_begun', why: 'it could not be started' };
  if (exit !== null && /^\d+$/.test(exit)) return { kind: 'exited', exitCode: Number(exit) };
  if (lives) return null;
  const begun = await noteIn(folder, FILE.begun);
  return begun === null
    ? { kind: 'never_begun', why: 'the process that would have started it ended before it did' }
    : { kind: 'lost' };
}

/** Without its line end a note is not whole yet. */
async function noteIn(folder: string, name: string): Promise<string | null> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => '');
  return text.endsWith('\n') ? text.trim() : null;
}

async function readLeader(folder: string): Promise<Leader | null> {
  const text = await noteIn(folder, FILE.leader);
  return text === null ? null : Leader.parse(JSON.parse(text));
}

async function readOn(file: string, from: number, take: (chunk: Buffer) => void): Promise<number> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return from;
  const chunk = Buffer.alloc(64 * 1024);
  try {
    for (let at = from; ;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) return at;
      take(Buffer.from(chunk.subarray(0, bytesRead)));
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** The end of what it wrote to stderr. */
export async function detachedErrors(folder: string): Promise<string> {
  const text = await readFile(join(folder, FILE.err)).catch(() => Buffer.alloc(0));
  return text.subarray(-ERR_TAIL_BYTES).toString('utf8');
}

/** Sends the signal to the program and what it started, if it still runs. */
export async function signalDetached(folder: string, signal: NodeJS.Signals): Promise<void> {
  const leader = await readLeader(folder);
  if (leader === null || !(await groupRuns(leader, leader.word))) return;
  try {
    process.kill(-leader.pid, signal);
  } catch {
    // It ended in this moment.
  }
}

/** Whether it runs, or whoever starts it is at it. */
export const isDetachedRunning = async (folder: string, starter: ProcessIdentity): Promise<boolean> => {
  const lives = await mayStillRun(folder, starter);
  return (await endIn(folder, lives)) === null;
};

/** Ends what a program that is over left running, such as providers of an engine that crashed. */
export async function endLeftovers(folder: string): Promise<void> {
  const leader = await readLeader(folder);
  if (leader !== null) await killLeftovers(leader, `${DETACHED_MARK}=${folder}`);
}
