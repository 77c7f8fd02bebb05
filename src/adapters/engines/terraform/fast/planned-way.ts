import type { PlanResult } from '../plan-command.ts';
import type { PlanWay } from '#ports/engine.ts';

/** What a plan gave, and how it was made. */
export interface PlannedWay {
  readonly result: PlanResult;
  readonly way: PlanWay;
}
