import { setTimeout as sleep } from 'node:timers/promises';
import type { KedgeRun } from '#test/run-kedge.ts';
import type { Flow } from './flow-fixture.ts';

/** What a run of Kedge says when it has come so far, in order. */
export type Markers = Readonly<Record<string, RegExp>>;

export interface Attempt {
  /** The last marker before the kill; null: it ended by itself first. */
  readonly killedAfter: string | null;
  readonly run: KedgeRun;
}

/**
 * Kills runs of Kedge with kill -9 at random moments: after a random one of the markers, at a random instant of the
 * time that it took to come to the next one the last time.
 */
export interface Killer {
  /** To its end, to learn how long everything takes. */
  watch(args: readonly string[]): Promise<KedgeRun>;
  kill(args: readonly string[]): Promise<Attempt>;
  /** How many were killed after each marker. */
  readonly counts: ReadonlyMap<string, number>;
}

const BEGUN = 'begun';

export function createKiller(flow: Flow, markers: Markers): Killer {
  const names = [BEGUN, ...Object.keys(markers)];
  const gapsMs = new Map<string, number>();
  const counts = new Map<string, number>(names.map((name) => [name, 0]));
  const start = (args: readonly string[], onMarker: (name: string) => void) => {
    const { child, ended } = flow.start(args);
    let said = '';
    let last = BEGUN;
    let lastAt = performance.now();
    const reached = (name: string): void => {
      gapsMs.set(last, performance.now() - lastAt);
      [last, lastAt] = [name, performance.now()];
      onMarker(name);
    };
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      for (const [name, pattern] of Object.entries(markers)) {
        if (names.indexOf(name) > names.indexOf(last) && pattern.test(said)) reached(name);
      }
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (_, signal) => {
      if (signal === null) gapsMs.set(last, performance.now() - lastAt);
    });
    onMarker(BEGUN);
    return { child, ended, last: () => last };
  };
  return {
    counts,
    watch: async (args) => start(args, () => undefined).ended,
    kill: async (args) => {
      const wanted = names[Math.floor(Math.random() * names.length)] ?? BEGUN;
      let reach: () => void = () => undefined;
      const reached = new Promise<void>((resolve) => (reach = resolve));
      const running = start(args, (name) => {
        if (name === wanted) reach();
      });
      await Promise.race([reached, running.ended]);
      await Promise.race([sleep(Math.random() * (gapsMs.get(wanted) ?? 500)), running.ended]);
      const isKilled = running.child.exitCode === null && running.child.kill('SIGKILL');
      const run = await running.ended;
      if (!isKilled || run.exitCode !== null) return { killedAfter: null, run };
      counts.set(running.last(), (counts.get(running.last()) ?? 0) + 1);
      return { killedAfter: running.last(), run };
    },
  };
}
