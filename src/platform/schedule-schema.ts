import { Cron } from 'croner';
import { z } from 'zod';
import { DURATION_PATTERN, parseDuration } from '#domain/policy/duration.ts';

/** How croner is to read a schedule: the five fields of cron, without seconds. */
const FIVE_FIELDS = { mode: '5-part', paused: true } as const;

const DEMAND = 'must be five fields of cron, such as `17 */6 * * *`';

const Schedule = z.string({ error: DEMAND }).superRefine((value, context) => {
  const problem = scheduleProblem(value);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

function scheduleProblem(value: string): string | null {
  try {
    return new Cron(value, FIVE_FIELDS).nextRun() === null
      ? 'must name a time that comes: this one never does'
      : null;
  } catch {
    return DEMAND;
  }
}

const TimeZone = z.string({ error: 'must be a text' }).refine(isTimeZone, {
  error: 'must be the name of a time zone, such as Europe/Berlin or UTC',
});

function isTimeZone(name: string): boolean {
  try {
    // An offset such as +02:00 is known, too, but it does not follow the law.
    return !/^[+-]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

const JITTER_DEMAND = 'must be 0, or a duration such as 90s, 15m or 1h30m';

const Jitter = z.union(
  [
    z
      .string({ error: JITTER_DEMAND })
      .meta({ pattern: DURATION_PATTERN })
      .refine((value) => 'ms' in parseDuration(value), { error: JITTER_DEMAND }),
    z.number({ error: JITTER_DEMAND }).min(0, { error: JITTER_DEMAND }).max(86_400, { error: JITTER_DEMAND }),
  ],
  { error: JITTER_DEMAND },
);

/** What of a stack's settings the server alone goes by. */
export const scheduleSettings = {
  schedule: Schedule.describe('When the server scans it: five fields of cron. Default: `17 */6 * * *`.'),
  time_zone: TimeZone.describe('Where the schedule is read, such as Europe/Berlin. Default: UTC.'),
  jitter: Jitter.describe(
    'The server starts up to this much later, each stack at its own time. Default: 10m.',
  ),
  stale_after: z
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be at least 1' })
    .max(1000, { error: 'must be at most 1000' })
    .describe('Without a good scan for so many intervals of the schedule it is unknown. Default: 3.'),
  account: z
    .string({ error: 'must be a text' })
    .min(1, { error: 'must not be empty' })
    .describe('The cloud account: the server limits the scans that name the same one.'),
};
