import type { JobEvent } from '#http/schema/jobs.ts';

/** Where a job is, in words: `planning`, `reading resources 12/40`; null: the event does not say. */
export function progressText(event: JobEvent): string | null {
  switch (event.kind) {
    case 'progress':
      return event.done === null
        ? event.text
        : `${event.text} ${event.done}${event.of === null ? '' : `/${event.of}`}`;
    case 'state':
      return event.state === 'waiting' ? 'waiting for a worker' : null;
    case 'line':
      return null;
  }
}
