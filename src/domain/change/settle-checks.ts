import { actOnChange, KEDGE, type Acted } from './act-on-change.ts';
import type { Change, CheckedPower, CheckResult } from './change.ts';
import { startObstacles } from './may-start.ts';

/** Writes the checks of a moment down; the change is ready when nothing stands against its start any more. */
export function settleChecks(
  change: Change,
  results: readonly CheckResult[],
  at: string,
  power: readonly CheckedPower[] = [],
): Acted {
  const checked: Change = {
    ...change,
    checks: { at, digest: change.digest, results: [...results], power: [...power] },
  };
  const green = startObstacles(checked, at).length === 0;
  return actOnChange(checked, {
    action: green ? 'pass_checks' : 'fail_checks',
    actor: KEDGE,
    at,
    reason: null,
  });
}
