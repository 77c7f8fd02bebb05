import type { Plan } from './plan.ts';
import type { UnknownCause } from './report.ts';
import { UNKNOWN_MEANING, type UnknownReason } from './stack-status.ts';

/** Why a stack's plan is no evidence of its state. */
export interface Doubt {
  readonly code: UnknownReason;
  readonly detail?: string;
  readonly missingAction?: string | null;
}

/**
 * What in a plan forbids to call the stack in sync or drifted.
 * @param resourcesRead how many managed resources the engine reported as read; null when nobody watched
 */
export function doubtIn(plan: Plan, resourcesRead: number | null): Doubt | null {
  if (plan.errored) return { code: 'plan_errored', detail: 'The plan says that it ended with an error.' };
  if (plan.complete === false) {
    return {
      code: 'incomplete',
      detail: 'The plan says that it is not complete: it was targeted, or parts were deferred.',
    };
  }
  if (plan.deferred > 0) return { code: 'incomplete', detail: `The plan deferred ${plan.deferred} changes.` };
  const creates = plan.changes.filter(
    (change) => change.mode === 'managed' && change.actions.includes('create'),
  );
  if (plan.managedInState === 0 && plan.drift.length === 0 && creates.length > 0) {
    return {
      code: 'empty_state',
      detail: `The code declares ${creates.length === 1 ? 'one resource' : `${creates.length} resources`}; the state holds none.`,
    };
  }
  // Both are in the state that the plan shows and not among those read: an import comes new, and what a `removed`
  // block takes out is left alone.
  const apart = plan.changes.filter(
    ({ importing, actions }) => importing || actions.includes('forget'),
  ).length;
  if (resourcesRead !== null && resourcesRead + apart < plan.managedInState) {
    const detail = `${resourcesRead} of ${plan.managedInState} resources in the state were read.`;
    return { code: 'incomplete', detail };
  }
  return null;
}

/** The cause as a report carries it. `redact` takes what the engine said to what may be shown. */
export function unknownCause(doubt: Doubt, redact: (text: string) => string): UnknownCause {
  const meaning = UNKNOWN_MEANING[doubt.code];
  const missing = doubt.missingAction ?? null;
  const what = missing === null ? meaning.what : `${meaning.what}: ${missing} is missing`;
  return {
    code: doubt.code,
    sentence: what,
    detail: doubt.detail === undefined || doubt.detail === '' ? null : redact(doubt.detail),
    missing_action: missing,
    next: missing === null ? meaning.next : `Allow ${missing} to the identity that scans.`,
  };
}
