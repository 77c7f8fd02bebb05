const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in the two largest units that say something: `42 s`, `5 min`, `3 h 20 min`, `12 d`. */
export function durationText(ms: number): string {
  const length = Math.max(0, ms);
  if (length < SECOND) return `${Math.round(length)} ms`;
  if (length < 10 * SECOND) return `${(length / SECOND).toFixed(1)} s`;
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`;
  if (length < HOUR) return two(length, MINUTE, 'min', SECOND, 's', 10);
  if (length < 2 * DAY) return two(length, HOUR, 'h', MINUTE, 'min', 10);
  return two(length, DAY, 'd', HOUR, 'h', 7);
}

/** An age for a column, one unit only, rounded down: what is not yet a day old is never called one. */
export function ageText(ms: number): string {
  const age = Math.max(0, ms);
  if (age < MINUTE) return 'now';
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  if (age < 2 * DAY) return `${Math.floor(age / HOUR)} h`;
  return `${Math.floor(age / DAY)} d`;
}

/** What has just happened on the server may lie a little ahead of the clock of the browser. */
const CLOCKS_APART = 30 * SECOND;

/** `5 min ago`, `in 5 min`, `just now`. */
export function relativeText(at: number, now: number): string {
  const away = at - now;
  const text = ageText(Math.abs(away));
  if (text === 'now') return away > CLOCKS_APART ? 'in a moment' : 'just now';
  return away > 0 ? `in ${text}` : `${text} ago`;
}

function two(
  ms: number,
  large: number,
  largeName: string,
  small: number,
  smallName: string,
  until: number,
): string {
  const whole = Math.floor(ms / large);
  const rest = Math.floor((ms % large) / small);
  return rest === 0 || whole >= until
    ? `${whole} ${largeName}`
    : `${whole} ${largeName} ${rest} ${smallName}`;
}
