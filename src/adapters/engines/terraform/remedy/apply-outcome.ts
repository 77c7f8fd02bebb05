import type { DetachedEnd } from '#platform/detached-process.ts';
import type { ApplyOutcome } from '#ports/remedy-engine.ts';
import type { ApplyEvents } from './apply-stream.ts';
import { diagnosticText, errorsOf, textDiagnostics, type Diagnostic } from '../diagnostics.ts';
import { failureOfErrors } from '../failure-reason.ts';

/** In the words of both engines: the state moved on, or is another one. */
const STALE = /Saved plan is stale|Saved plan does not match the given state/;
const LAST_LINES = 20;

/** What an apply came to, from how it ended and what it said. */
export function applyOutcome(end: DetachedEnd, events: ApplyEvents, stderr: string): ApplyOutcome {
  switch (end.kind) {
    case 'never_begun':
      return { kind: 'never_started' };
    case 'lost':
      return {
        kind: 'lost',
        detail:
          'The apply was begun and is gone without having noted how it ended: it was killed, or the machine stopped. Only a fresh read tells what it did.',
      };
    case 'exited':
      return end.exitCode === 0 ? { kind: 'applied' } : failed(end.exitCode, events, stderr);
  }
}

function failed(exitCode: number, events: ApplyEvents, stderr: string): ApplyOutcome {
  const errors = errorsOf([...events.diagnostics, ...textDiagnostics(stderr)]);
  return (
    (events.begun ? null : refusal(errors)) ?? {
      kind: 'failed',
      detail: failureText(exitCode, errors, stderr),
    }
  );
}

/** Both are said before anything is changed; after a change the same words mean something else. */
function refusal(errors: readonly Diagnostic[]): ApplyOutcome | null {
  const stale = errors.find((error) => STALE.test(diagnosticText(error)));
  if (stale !== undefined) return { kind: 'refused', reason: 'stale', detail: diagnosticText(stale) };
  if (errors.length === 0) return null;
  const { reason, detail } = failureOfErrors('plan', errors);
  return reason === 'locked' ? { kind: 'refused', reason: 'locked', detail } : null;
}

function failureText(exitCode: number, errors: readonly Diagnostic[], stderr: string): string {
  if (errors.length > 0) return failureOfErrors('plan', errors).detail;
  const said = stderr.trim().split('\n').slice(-LAST_LINES).join('\n');
  const ended =
    exitCode > 128
      ? `The apply was ended from outside by signal ${exitCode - 128}.`
      : `The apply ended with exit code ${exitCode}.`;
  return said === '' ? `${ended} It said nothing.` : `${ended}\n${said}`;
}
