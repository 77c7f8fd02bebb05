import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { PacedClock } from '#ports/clock.ts';

/**
 * The demo's own time: a day of it passes in a minute, and it lies in the past, because Prometheus takes no samples from
 * the future. Everything in the demo tells this time, and says so. While somebody types it goes slower, or every check
 * would be hours old before the next word.
 */
const Settings = z.object({
  /** Milliseconds since 1970, of the world and of the demo, at the same moment. */
  realMs: z.number(),
  demoMs: z.number(),
  speed: z.number().positive(),
});
type Settings = z.infer<typeof Settings>;

export interface DemoClock extends PacedClock {
  /** How many times faster than the world's it goes from now on. */
  pace(speed: number): void;
}

const timeAt = ({ realMs, demoMs, speed }: Settings, nowMs: number): number =>
  Math.round(demoMs + (nowMs - realMs) * speed);

/** Shorter waits would open and close memory all the time. */
const LEAST_WAIT_MS = 250;

/** @param file tells the time to the other programs of the demo */
export function createDemoClock(
  file: string,
  start: { readonly demoMs: number; readonly speed: number },
): DemoClock {
  let settings: Settings = { realMs: Date.now(), ...start };
  const write = (): void => {
    writeFileSync(`${file}.new`, JSON.stringify(settings));
    renameSync(`${file}.new`, file);
  };
  write();
  return {
    now: () => new Date(timeAt(settings, Date.now())),
    wait: (ms, signal) =>
      sleep(Math.max(LEAST_WAIT_MS, ms / settings.speed), undefined, { signal }).catch(() => undefined),
    pace: (speed) => {
      const realMs = Date.now();
      settings = { realMs, demoMs: timeAt(settings, realMs), speed };
      write();
    },
  };
}

/** The time that another program of the demo tells, in milliseconds since 1970. */
export const readDemoTimeMs = (file: string): number =>
  timeAt(Settings.parse(JSON.parse(readFileSync(file, 'utf8'))), Date.now());
