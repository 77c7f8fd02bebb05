/**
 * The first time of a schedule after an instant; null: there is none, or the schedule cannot be read.
 * @param cron five fields
 */
export type Timetable = (cron: string, timeZone: string, after: Date) => Date | null;
