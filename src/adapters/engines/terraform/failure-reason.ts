import type { UnknownReason } from '#domain/drift/stack-status.ts';
import type { ProcessResult } from '#platform/run-process.ts';
import { diagnosticText, errorsOf, textDiagnostics, type Diagnostic } from './diagnostics.ts';
import { FAILURE_PATTERNS, MISSING_ACTIONS } from './failure-patterns.ts';

/** Why a stack could not be read. */
export interface Failure {
  readonly reason: UnknownReason;
  /** May hold secrets. */
  readonly detail: string;
  readonly missingAction: string | null;
}

export type Step = 'init' | 'validate' | 'plan' | 'show';

const OTHERWISE: Readonly<Record<Step, UnknownReason>> = {
  init: 'init_failed',
  validate: 'plan_errored',
  plan: 'plan_errored',
  show: 'show_failed',
};

const DETAIL_LINES = 20;

export const failure = (reason: UnknownReason, detail: string): Failure => ({
  reason,
  detail,
  missingAction: null,
});

/** The reason of a command that did not end well; `diagnostics` are those of its JSON stream, if it had one. */
export function failureOf(step: Step, result: ProcessResult, diagnostics: readonly Diagnostic[]): Failure {
  const seconds = (result.durationMs / 1_000).toFixed(1);
  if (result.aborted) return failure('cancelled', `The ${step} was stopped after ${seconds} s.`);
  if (result.timedOut) {
    return failure(
      'timeout',
      `The ${step} was still running when the time of the stack was over, after ${seconds} s of its own.`,
    );
  }
  if (result.startError !== null) {
    return failure('engine_missing', `The engine could not be started (${result.startError}).`);
  }
  const errors = errorsOf([...diagnostics, ...textDiagnostics(result.stderr)]);
  if (errors.length > 0) return failureOfErrors(step, errors);
  return failure(OTHERWISE[step], withoutDiagnostics(step, result));
}

/** The first pattern that fits any of the errors decides; its error is told first. */
export function failureOfErrors(step: Step, errors: readonly Diagnostic[]): Failure {
  for (const { reason, pattern } of FAILURE_PATTERNS) {
    const fitting = errors.filter((error) => pattern.test(diagnosticText(error)));
    const [first] = fitting;
    if (first === undefined) continue;
    const others = errors.filter((error) => error !== first);
    const holder = reason === 'locked' ? lockHolder(diagnosticText(first)) : null;
    return {
      reason,
      detail: (holder === null ? '' : `${holder}\n`) + detailOf([first, ...others]),
      missingAction: reason === 'unauthorised' ? missingActions(fitting) : null,
    };
  }
  return failure(OTHERWISE[step], detailOf(errors));
}

function detailOf(errors: readonly Diagnostic[]): string {
  const lines = errors
    .map((error) => (error.address === null ? '' : `${error.address}: `) + diagnosticText(error))
    .join('\n')
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (lines.length <= DETAIL_LINES) return lines.join('\n');
  return [
    ...lines.slice(0, DETAIL_LINES),
    `(${lines.length - DETAIL_LINES} more lines; ${errors.length} errors in all)`,
  ].join('\n');
}

function withoutDiagnostics(step: Step, result: ProcessResult): string {
  if (result.signal !== null) {
    return `The ${step} was ended by ${result.signal} from outside; the machine may be short of memory.`;
  }
  const said = result.stderr.trim().split('\n').slice(-DETAIL_LINES).join('\n');
  return said === '' ? `The ${step} ended with exit code ${result.exitCode} and said nothing.` : said;
}

function missingActions(errors: readonly Diagnostic[]): string | null {
  const found = new Set<string>();
  for (const error of errors) {
    const action = missingAction(diagnosticText(error));
    if (action !== null) found.add(action);
  }
  return found.size === 0 ? null : [...found].join(', ');
}

/** The permission that one message asks for, in its provider's own notation. */
export function missingAction(text: string): string | null {
  for (const { pattern, action } of MISSING_ACTIONS) {
    const match = pattern.exec(text);
    if (match !== null) return action(match);
  }
  return null;
}

/** `Held by ana@host since ... (OperationTypeApply).`, from the Lock Info of the message. */
function lockHolder(text: string): string | null {
  const field = (name: string): string | null =>
    new RegExp(`^\\s*${name}:\\s+(\\S.*)$`, 'm').exec(text)?.[1]?.trim() ?? null;
  const who = field('Who');
  const created = field('Created');
  const operation = field('Operation');
  if (who === null) return null;
  return `Held by ${who}${created === null ? '' : ` since ${created}`}${operation === null ? '' : ` (${operation})`}.`;
}
