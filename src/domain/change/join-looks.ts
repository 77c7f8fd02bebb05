import { addFaults } from '../release/data/data-fault.ts';
import type { ArmBlocks, Look, MetricLook } from './look.ts';
import { contaminationsOf, faultsOf } from './watch-evidence.ts';

/**
 * Many looks as one: what they read, what they saw, and where they stand. It is judged as they are, and of a thousand
 * watches nobody has to keep each look at hand. null: there is none.
 */
export function joinLooks(looks: readonly Look[]): Look | null {
  const last = looks.at(-1);
  if (last === undefined || looks.length === 1) return last ?? null;
  return {
    ...last,
    metrics: last.metrics.map((metric) =>
      joinedMetric(
        metric,
        looks.flatMap(({ metrics }) => metrics.filter(({ name }) => name === metric.name)),
      ),
    ),
    contaminations: [...contaminationsOf(looks)],
  };
}

const joinedMetric = (last: MetricLook, all: readonly MetricLook[]): MetricLook => ({
  ...last,
  release: joinedArm(all.flatMap(({ release }) => release ?? [])),
  control: joinedArm(all.flatMap(({ control }) => control ?? [])),
  alarm: all.some(({ alarm }) => alarm),
});

/** What many looks read of one arm, as if one had. */
function joinedArm(arms: readonly ArmBlocks[]): ArmBlocks | null {
  if (arms.length === 0) return null;
  const length = Math.max(...arms.map(({ from, num }) => from + num.length));
  const [num, den] = [Array<number>(length).fill(0), Array<number>(length).fill(0)];
  for (const arm of arms) {
    for (const [i, value] of arm.num.entries()) num[arm.from + i] = value;
    for (const [i, value] of arm.den.entries()) den[arm.from + i] = value;
  }
  const provisional = arms.flatMap(({ provisionalFromMs }) => provisionalFromMs ?? []);
  return {
    from: 0,
    num,
    den,
    faults: arms.map(({ faults }) => faultsOf(faults)).reduce(addFaults, {}),
    newestMs: arms.findLast(({ newestMs }) => newestMs !== null)?.newestMs ?? null,
    provisionalFromMs: provisional.length === 0 ? null : Math.min(...provisional),
  };
}
