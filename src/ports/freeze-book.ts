import type { Freeze } from '#domain/change/freeze-calendar.ts';

/** Calendars of days on which nothing is changed, as files of the project. */
export interface FreezeBook {
  read(file: string): Promise<{ readonly freezes: readonly Freeze[] } | { readonly problem: string }>;
}
