import { cumulate, valueOver } from './block-series.ts';
import { blocksOver, startBlock, type MetricEvidence, type Watch } from './evidence.ts';

/** A metric that becomes so many times better at a release is more likely measured in another unit. */
const TOO_GOOD = 50;

/** What to say when the release looks too good to be measured in the same unit; null otherwise. */
export function unitsChanged({ release, control, plan }: MetricEvidence, watch: Watch): string | null {
  const start = startBlock(watch, release);
  const end = start + blocksOver(watch, release);
  const now = valueOver(cumulate(release), start, end);
  const then =
    control === null
      ? valueOver(cumulate(release), Math.max(0, 2 * start - end), start)
      : valueOver(cumulate(control), start, end);
  const better = plan.worse === 'higher' ? then / now : now / then;
  // Events may truly vanish; an amount or a duration does not.
  if (!(better > TOO_GOOD) || plan.kind === 'count') return null;
  return `The value is ${then.toPrecision(3)} without and ${now.toPrecision(3)} with the release, ${Math.round(better)} times better. That looks like another unit, not like a release; check the unit and judge again.`;
}
