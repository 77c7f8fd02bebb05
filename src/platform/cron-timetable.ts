import { Cron } from 'croner';
import type { Timetable } from '#ports/timetable.ts';

export const cronTimetable: Timetable = (cron, timeZone, after) => {
  try {
    return new Cron(cron, { mode: '5-part', paused: true, timezone: timeZone }).nextRun(after);
  } catch {
    return null;
  }
};
