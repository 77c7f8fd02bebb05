import type { Change } from './change.ts';

/** Since when a change stands where it does, as far as it says so itself. ISO 8601, UTC. */
export function stateSince(change: Change): string {
  const { state, openedAt, updatedAt, startedAt, closedAt, checks, hold, watch, rollback, verdict } = change;
  switch (state) {
    case 'draft':
      return checks?.at ?? openedAt;
    case 'ready':
      return checks?.at ?? updatedAt;
    case 'rolling':
      return startedAt ?? updatedAt;
    case 'holding':
      return hold?.at ?? updatedAt;
    case 'watching':
      return watch === null ? updatedAt : new Date(watch.startMs).toISOString();
    case 'reverting':
      return rollback?.runs.at(-1)?.startedAt ?? updatedAt;
    case 'cleared':
      return verdict?.at ?? updatedAt;
    case 'reverted':
    case 'aborted':
      return updatedAt;
    case 'closed':
      return closedAt ?? updatedAt;
  }
}
