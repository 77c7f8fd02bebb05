import type { DriftRecord } from '../drift/life/drift-record.ts';
import { OPEN_STATES } from '../drift/life/drift-state.ts';
import type { ScanSummary } from '../drift/life/scan-record.ts';
import type { CheckResult } from './change.ts';

/** A stack that a change concerns, as memory has it. */
export interface ConcernedStack {
  readonly stack: string;
  /** null: it was never scanned. */
  readonly lastScan: ScanSummary | null;
  readonly records: readonly DriftRecord[];
}

type Answer = Pick<CheckResult, 'outcome' | 'sentence'>;

/** Every stack in sync, or what differs was accepted; by a scan that is fresh enough to be believed. */
export function askDrift(stacks: readonly ConcernedStack[], nowMs: number, scanAtMostMs: number): Answer {
  if (stacks.length === 0)
    return { outcome: 'failed', sentence: 'The change names no stack whose drift could be asked.' };
  const answers = stacks.map((stack) => ofStack(stack, nowMs, scanAtMostMs));
  const worst =
    answers.find(({ outcome }) => outcome === 'failed') ??
    answers.find(({ outcome }) => outcome === 'unknown');
  return (
    worst ?? {
      outcome: 'passed',
      sentence: `${stacks.length === 1 ? 'The stack is' : `All ${stacks.length} stacks are`} in sync or accepted.`,
    }
  );
}

function ofStack({ stack, lastScan, records }: ConcernedStack, nowMs: number, scanAtMostMs: number): Answer {
  if (lastScan === null)
    return { outcome: 'unknown', sentence: `The stack ${stack} was never scanned. Run kedge scan.` };
  if (lastScan.status === 'unknown')
    return {
      outcome: 'unknown',
      sentence: `The last scan of ${stack} could not read it (${lastScan.unknown ?? 'no reason'}).`,
    };
  const age = nowMs - Date.parse(lastScan.at);
  if (age > scanAtMostMs || age < 0)
    return {
      outcome: 'unknown',
      sentence: `The last scan of ${stack} is of ${lastScan.at}, which is too old to be believed. Run kedge scan.`,
    };
  const open = records.filter(({ state, difference }) => OPEN_STATES.includes(state) && difference.drift);
  if (open.length > 0) {
    return {
      outcome: 'failed',
      sentence: `The stack ${stack} has ${open.length} open ${open.length === 1 ? 'difference' : 'differences'}, first ${open[0]?.difference.address ?? ''}. Fix or accept them: kedge drift.`,
    };
  }
  return { outcome: 'passed', sentence: `${stack} is in sync or accepted.` };
}
