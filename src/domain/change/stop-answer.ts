import type { Declaration, Trigger } from './declaration.ts';
import { metricConditionHolds, type MetricReadings } from './metric-condition.ts';

/** What the conditions that end a change say at one moment. */
export interface StopAnswer {
  /** What fired, and as which trigger; the first in the order of the declaration. */
  readonly fired: { readonly trigger: Trigger; readonly why: string } | null;
  /** Sentences: what could not be decided. No clearing without an answer. */
  readonly unknown: readonly string[];
}

/** How a stop condition that is a program ended: 0 goes on, anything else stops; null: nobody knows. */
export type ProgramAnswers = ReadonlyMap<
  string,
  { readonly exitCode: number | null; readonly problem: string | null }
>;

export function askStops(
  { stopConditions, hardLimits }: Pick<Declaration, 'stopConditions' | 'hardLimits'>,
  moment: {
    readonly nowMs: number;
    readonly startedMs: number;
    readonly readings: MetricReadings | null;
    readonly programs: ProgramAnswers;
  },
): StopAnswer {
  const fired: { trigger: Trigger; why: string }[] = [];
  const unknown: string[] = [];
  const ask = (text: string, trigger: Trigger, named: string): void => {
    if (moment.readings === null) {
      unknown.push(`${named} could not be asked: the metrics could not be read.`);
      return;
    }
    const answer = metricConditionHolds(text, moment.readings);
    if ('unknown' in answer) unknown.push(`${named}: ${answer.unknown}`);
    else if (answer.held) fired.push({ trigger, why: `${named} holds: \`${text}\`.` });
  };
  for (const condition of stopConditions) {
    const named = `The stop condition ${condition.id}`;
    if (condition.kind === 'metrics') ask(condition.when, 'stop_condition', named);
    else if (condition.kind === 'elapsed') {
      if (moment.nowMs - moment.startedMs > condition.afterMs) {
        fired.push({ trigger: 'stop_condition', why: `${named} holds: its time has run out.` });
      }
    } else {
      const program = moment.programs.get(condition.id);
      if (program === undefined || program.exitCode === null) {
        unknown.push(`${named} could not be asked: ${program?.problem ?? 'its program was not run'}.`);
      } else if (program.exitCode !== 0) {
        fired.push({
          trigger: 'stop_condition',
          why: `${named} holds: its program ended with ${program.exitCode}.`,
        });
      }
    }
  }
  for (const text of hardLimits) ask(text, 'hard_limit', 'The limit');
  return { fired: fired[0] ?? null, unknown };
}
