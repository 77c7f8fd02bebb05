export type Duration = { readonly ms: number } | { readonly problem: string };

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

// Timers overflow after 24.8 days and would then fire at once.
const LONGEST_MS = 24 * 24 * HOUR_MS;

/** The written form, also for JSON Schema. */
export const DURATION_PATTERN = '^(?=.)(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?$';

const WRITTEN = new RegExp(DURATION_PATTERN);

/** Reads `90s`, `15m`, `1h`, `1h30m`, or a number of seconds. Longer than zero, at most 24 days. */
export function parseDuration(value: string | number): Duration {
  const ms = typeof value === 'number' ? value * SECOND_MS : textMs(value.trim());
  if (ms === null || Number.isNaN(ms)) {
    return { problem: `\`${value}\` is not a duration. Write it like 90s, 15m or 1h30m.` };
  }
  if (ms <= 0 || ms > LONGEST_MS) {
    return { problem: `\`${value}\` is out of range. Write more than 0s and at most 576h.` };
  }
  return { ms: Math.ceil(ms) };
}

function textMs(text: string): number | null {
  const found = WRITTEN.exec(text);
  if (found === null) return null;
  const [, hours = 0, minutes = 0, seconds = 0] = found;
  return Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS + Number(seconds) * SECOND_MS;
}
