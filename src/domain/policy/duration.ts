export type Duration = { readonly ms: number } | { readonly problem: string };

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

// Timers overflow after 24.8 days and would then fire at once.
const LONGEST_MS = 24 * DAY_MS;
const LONGEST_AGE_MS = 3650 * DAY_MS;

/** The written form, also for JSON Schema. */
export const DURATION_PATTERN = '^(?=.)(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?$';
/** The written form of an age, also for JSON Schema. */
export const AGE_PATTERN = '^(?=.)(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?$';

interface Form {
  readonly written: RegExp;
  /** What each group of the form counts, in order. */
  readonly units: readonly number[];
  readonly longest: number;
  readonly example: string;
  readonly most: string;
}

const DURATION: Form = {
  written: new RegExp(DURATION_PATTERN),
  units: [HOUR_MS, MINUTE_MS, SECOND_MS],
  longest: LONGEST_MS,
  example: '90s, 15m or 1h30m',
  most: '576h',
};

const AGE: Form = {
  written: new RegExp(AGE_PATTERN),
  units: [7 * DAY_MS, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS],
  longest: LONGEST_AGE_MS,
  example: '12h, 7d or 2w',
  most: '3650d',
};

/** Reads `90s`, `15m`, `1h`, `1h30m`, or a number of seconds. Longer than zero, at most 24 days: fit for a timer. */
export const parseDuration = (value: string | number): Duration => parse(value, DURATION);

/** Reads `12h`, `7d`, `2w`, `1d12h`, or a number of seconds. Longer than zero, at most ten years: not for a timer. */
export const parseAge = (value: string | number): Duration => parse(value, AGE);

function parse(value: string | number, form: Form): Duration {
  const ms = typeof value === 'number' ? value * SECOND_MS : textMs(value.trim(), form);
  if (ms === null || Number.isNaN(ms)) {
    return { problem: `\`${value}\` is not a duration. Write it like ${form.example}.` };
  }
  if (ms <= 0 || ms > form.longest) {
    return { problem: `\`${value}\` is out of range. Write more than 0s and at most ${form.most}.` };
  }
  return { ms: Math.ceil(ms) };
}

function textMs(text: string, { written, units }: Form): number | null {
  const counts = written.exec(text)?.slice(1);
  if (counts === undefined) return null;
  return units.reduce((sum, unit, i) => sum + Number(counts[i] ?? 0) * unit, 0);
}
