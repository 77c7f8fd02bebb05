import { visible } from '#domain/drift/text/visible-text.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `45s`, `12m`, `5h 20m`, `3d 4h`, `45d`: two units while both say something, rounded down. */
export function durationText(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.floor(ms / 1000)}s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)}m`;
  if (ms < DAY_MS) return twoUnits(ms, { unit: 'h', ms: HOUR_MS }, { unit: 'm', ms: MINUTE_MS });
  if (ms < 30 * DAY_MS) return twoUnits(ms, { unit: 'd', ms: DAY_MS }, { unit: 'h', ms: HOUR_MS });
  return `${Math.floor(ms / DAY_MS)}d`;
}

interface Unit {
  readonly unit: string;
  readonly ms: number;
}

function twoUnits(ms: number, large: Unit, small: Unit): string {
  const rest = Math.floor((ms % large.ms) / small.ms);
  const whole = `${Math.floor(ms / large.ms)}${large.unit}`;
  return rest === 0 ? whole : `${whole} ${rest}${small.unit}`;
}

/** `2026-03-01 12:00:00 UTC`, the same on every machine. What is no instant is shown as it is. */
export function instantText(at: string): string {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return visible(at);
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `12.5 %`. */
export const shareText = (share: number): string => `${Number((share * 100).toFixed(1))} %`;
