import { cumulate, valueOver, type CumulatedSeries } from './block-series.ts';
import { blocksOver, startBlock, type MetricEvidence, type Watch } from './evidence.ts';

/** A metric that becomes so many times better at a release is more likely measured in another unit. */
const TOO_GOOD = 50;
/** So much worse is no noise. Where it did not move the whole watch it began late or was short, and is not cleared. */
const TOO_BAD = 10;
/** From so many blocks on it is no outlier: a unit that changes later leaves a mean that looks merely good. */
const MOST_SHARE = 0.02;

/**
 * What to say when the release looks too good to be measured in the same unit, or when a part of it is so much worse that
 * the whole cannot stand for it; null otherwise.
 */
export function unitsChanged({ release, control, plan }: MetricEvidence, watch: Watch): string | null {
  // Events may truly vanish; an amount or a duration does not.
  if (plan.kind === 'count') return null;
  const start = startBlock(watch, release);
  const end = start + blocksOver(watch, release);
  const own = cumulate(release);
  const now = valueOver(own, start, end);
  const then =
    control === null
      ? valueOver(own, Math.max(0, 2 * start - end), start)
      : valueOver(cumulate(control), start, end);
  const times = (value: number): number => (plan.worse === 'higher' ? then / value : value / then);
  if (times(now) > TOO_GOOD) return sentence(then, now, times(now), 'with the release');
  const strangeBlocks = (holds: (value: number) => boolean): readonly number[] => {
    const found = blocksWhere(own, start, end, holds);
    const usual = blocksWhere(own, Math.max(0, 2 * start - end), start, holds);
    return found.length > MOST_SHARE * (end - start) && usual.length === 0 ? found : [];
  };
  const where = (blocks: readonly number[]): string =>
    `in ${blocks.length} of ${end - start} blocks of the watch`;
  const good = strangeBlocks((value) => times(value) > TOO_GOOD);
  const [best] = good;
  if (best !== undefined) return sentence(then, best, times(best), where(good));
  const bad = strangeBlocks((value) => times(value) < 1 / TOO_BAD);
  const [worst] = bad;
  if (worst === undefined) return null;
  return `The value is ${then.toPrecision(3)} without the release and ${worst.toPrecision(3)} ${where(bad)}, more than ${TOO_BAD} times worse. That is another unit, or a failure that began too late or was too short to move the whole watch; look at it before it is cleared.`;
}

function blocksWhere(
  series: CumulatedSeries,
  from: number,
  to: number,
  holds: (value: number) => boolean,
): readonly number[] {
  const found: number[] = [];
  for (let i = from; i < to; i += 1) {
    const value = valueOver(series, i, i + 1);
    if (holds(value)) found.push(value);
  }
  return found;
}

const sentence = (then: number, now: number, better: number, where: string): string =>
  `The value is ${then.toPrecision(3)} without and ${now.toPrecision(3)} ${where}, ${Number.isFinite(better) ? `${Math.round(better)} times` : 'infinitely'} better. That looks like another unit, not like a release; check the unit and judge again.`;
