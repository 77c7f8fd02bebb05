import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { ChangeTime } from '#workflows/fleet/change-work.ts';

interface Pace {
  readonly realMs: number;
  readonly ownMs: number;
  readonly speed: number;
}

/** A time of a test's own, which every process of it can tell: an hour may pass in a second, or none at all for a while. */
export interface PacedTime extends ChangeTime {
  /** How many times faster than the world's it passes from now on; 0 stops it. */
  pace(speed: number): void;
  /** Jumps there. */
  set(ms: number): void;
}

/** What a process hears that the test has started. */
export const timeFrom = (file: string): ChangeTime => ({
  now: () => new Date(ownMs(readPace(file))),
  // Nothing is due while it stands still; what waits looks again after a moment, because it may go on.
  inWorld: (ms) => Math.min(ms / Math.max(readPace(file).speed, 1e-9), MOST_WAIT_MS),
});

const MOST_WAIT_MS = 500;

const readPace = (file: string): Pace => JSON.parse(readFileSync(file, 'utf8')) as Pace;
const ownMs = ({ realMs, ownMs: since, speed }: Pace): number =>
  Math.round(since + (Date.now() - realMs) * speed);

export function pacedTime(file: string, startMs: number): PacedTime {
  const write = (pace: Pace): void => {
    writeFileSync(`${file}.new`, JSON.stringify(pace));
    renameSync(`${file}.new`, file);
  };
  write({ realMs: Date.now(), ownMs: startMs, speed: 1 });
  return {
    ...timeFrom(file),
    pace: (speed) => write({ realMs: Date.now(), ownMs: ownMs(readPace(file)), speed }),
    set: (ms) => write({ ...readPace(file), realMs: Date.now(), ownMs: ms }),
  };
}
