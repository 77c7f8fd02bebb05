import { z } from 'zod';

/**
 * The demo's own time: a day of it passes in a minute, and it lies in the past, because Prometheus takes no samples from
 * the future. Everything in the demo tells this time, and says so.
 */
export const DemoClockSettings = z.object({
  /** Milliseconds since 1970, of the world and of the demo, at the same moment. */
  realMs: z.number(),
  demoMs: z.number(),
  speed: z.number().positive(),
});
export type DemoClockSettings = z.infer<typeof DemoClockSettings>;

export const demoTimeMs = ({ realMs, demoMs, speed }: DemoClockSettings, nowMs: number): number =>
  Math.round(demoMs + (nowMs - realMs) * speed);

/** How long the world takes for a stretch of demo time. */
export const realSpanMs = ({ speed }: DemoClockSettings, demoSpanMs: number): number => demoSpanMs / speed;
