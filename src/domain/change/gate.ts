import type { Gate } from './declaration.ts';
import { metricConditionHolds, type MetricReadings } from './metric-condition.ts';

/** What a gate says at one moment. `waits` names everything that is still missing. */
export type GateAnswer =
  | { readonly open: true }
  | {
      readonly open: false;
      readonly manual: boolean;
      readonly waits: readonly string[];
      readonly againAtMs: number;
    };

export interface GateMoment {
  readonly nowMs: number;
  /** When the step's program ended. */
  readonly sinceMs: number;
  /** null: they could not be read. */
  readonly readings: MetricReadings | null;
  readonly promoted: boolean;
  readonly blockMs: number;
}

/** Opens when all holds at once. A value that is not there keeps it shut. */
export function askGate(gate: Gate, { nowMs, sinceMs, readings, promoted, blockMs }: GateMoment): GateAnswer {
  const waits: string[] = [];
  const opensAt = sinceMs + gate.atLeastMs;
  if (nowMs < opensAt) waits.push(`until ${new Date(opensAt).toISOString()}`);
  if (gate.blocks > 0 || gate.conditions.length > 0) waits.push(...dataWaits(gate, readings));
  // A person's word opens what only waits for a person; it is no evidence about metrics.
  const manual = gate.manual && !promoted;
  if (waits.length === 0 && !manual) return { open: true };
  const again = nowMs < opensAt && waits.length === 1 ? opensAt : nowMs + blockMs;
  return {
    open: false,
    manual: manual && waits.length === 0,
    waits: manual ? [...waits, 'for a person to promote it'] : waits,
    againAtMs: again,
  };
}

function dataWaits(gate: Gate, readings: MetricReadings | null): readonly string[] {
  if (readings === null) return ['because the metrics could not be read'];
  const few = Object.entries(readings).filter(([, { blocks }]) => blocks < gate.blocks);
  return [
    ...few.map(([name, { blocks }]) => `for data: ${name} has ${blocks} of ${gate.blocks} blocks`),
    ...gate.conditions.flatMap((text) => {
      const answer = metricConditionHolds(text, readings);
      if ('unknown' in answer) return [`because ${answer.unknown}`];
      return answer.held ? [] : [`because \`${text}\` does not hold`];
    }),
  ];
}
