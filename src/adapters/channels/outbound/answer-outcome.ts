import type { Delivered } from '#ports/channel.ts';
import type { Posted } from './post-json.ts';

const LONGEST_WAIT_MS = 60 * 60 * 1000;

/** What becomes of a delivery by the answer to it. */
export function outcomeOf(posted: Posted, reference: string | null, now: Date): Delivered {
  switch (posted.kind) {
    case 'refused':
      return { kind: 'refused', why: posted.why };
    case 'failed':
      return { kind: 'later', afterMs: null, why: posted.why, maybeArrived: posted.maybeArrived };
    case 'answered':
      return byStatus(posted.status, retryAfterMs(posted.retryAfter, now), reference);
  }
}

/** These say that the same request may go through another time. */
const PASSING = new Set([408, 421, 425, 429]);

function byStatus(status: number, afterMs: number | null, reference: string | null): Delivered {
  if (status >= 200 && status < 300) return { kind: 'delivered', reference };
  if (status >= 500 || PASSING.has(status)) {
    // A gateway may answer for a receiver that has taken it.
    return { kind: 'later', afterMs, why: `it answered ${status}`, maybeArrived: status >= 500 };
  }
  if (status >= 300 && status < 400) {
    return {
      kind: 'refused',
      why: `it answered ${status}, and redirects are not followed. Give the address where it ends`,
    };
  }
  return { kind: 'refused', why: `it answered ${status}` };
}

/** Seconds or a date, as HTTP has it; at most an hour. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null;
  const ms = /^\d{1,9}$/.test(header.trim())
    ? Number(header.trim()) * 1000
    : Date.parse(header) - now.getTime();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), LONGEST_WAIT_MS);
}
