import type { Measure } from './measure.ts';

/** A measure with the source that it is read from. */
export interface PlacedMeasure {
  readonly source: string;
  readonly of: string;
  /** null: as the source counts. */
  readonly read: Measure['read'] | null;
}

/**
 * What one arm of a metric is read from:
 * - `share`: one measure over another, such as errors over requests or cost over requests.
 * - `plain`: a value, such as a latency that the source computes itself.
 * - `slow`: requests slower than a threshold over all, from a histogram: what stands for p95.
 */
export type ArmQuery =
  | {
      readonly kind: 'share';
      readonly num: PlacedMeasure;
      readonly den: PlacedMeasure;
      /** A numerator that the source does not know counts as 0 where the denominator is known. */
      readonly absentIsZero: boolean;
    }
  | { readonly kind: 'plain'; readonly value: PlacedMeasure }
  | { readonly kind: 'slow'; readonly source: string; readonly histogram: string };

const NUMERATORS = ['num', 'errors', 'cost', 'slow'] as const;
const DENOMINATORS = ['den', 'requests'] as const;
const READS = ['growth', 'amount', 'level'] as const;

/**
 * Reads what a declaration says of one arm: `histogram`, or `value`, or a numerator (`errors`, `cost`, `slow`, `num`) and
 * a denominator (`requests`, `den`). Each may come from another source (`cost_source`) and be read in another way
 * (`cost_read: amount`). `problem` is for the middle of a sentence.
 */
export function parseArmQuery(
  source: string,
  settings: Readonly<Record<string, string>>,
): ArmQuery | { readonly problem: string } {
  const named = (names: readonly string[]): readonly string[] =>
    names.filter((name) => settings[name] !== undefined);
  const [num, ...moreNums] = named(NUMERATORS);
  const [den, ...moreDens] = named(DENOMINATORS);
  const several = [...moreNums, ...moreDens];
  const ways = [num ?? den, settings['value'], settings['histogram']].filter((each) => each !== undefined);
  if (several.length > 0)
    return {
      problem: `says ${several.join(', ')} beside ${[num, den].join(', ')}; one numerator and one denominator make a share`,
    };
  if (ways.length !== 1) {
    return {
      problem: `names ${ways.length === 0 ? 'nothing to read' : 'more than one thing to read'}; give a histogram, or a value, or errors (cost, num) and requests (den)`,
    };
  }
  const stranger = Object.keys(settings).find((key) => !isKnown(key, [num, den, 'value']));
  if (stranger !== undefined)
    return { problem: `says ${JSON.stringify(stranger)}, which means nothing here` };
  const { histogram } = settings;
  if (histogram !== undefined) return { kind: 'slow', source, histogram };
  if (settings['value'] !== undefined) {
    const value = placed(source, 'value', settings);
    return 'problem' in value ? value : { kind: 'plain', value: { ...value, read: value.read ?? 'level' } };
  }
  if (num === undefined || den === undefined) {
    return {
      problem: `names ${num ?? den} without ${num === undefined ? 'a numerator (errors, cost, num)' : 'a denominator (requests, den)'}`,
    };
  }
  const [above, below] = [placed(source, num, settings), placed(source, den, settings)];
  if ('problem' in above) return above;
  if ('problem' in below) return below;
  const { absent } = settings;
  if (absent !== undefined && absent !== 'zero')
    return { problem: `says absent: ${absent}; it can be zero, or left out` };
  return { kind: 'share', num: above, den: below, absentIsZero: absent === 'zero' };
}

const isKnown = (key: string, parts: readonly (string | undefined)[]): boolean =>
  key === 'histogram' ||
  key === 'absent' ||
  parts.some(
    (part) => part !== undefined && (key === part || key === `${part}_source` || key === `${part}_read`),
  );

function placed(
  source: string,
  part: string,
  settings: Readonly<Record<string, string>>,
): PlacedMeasure | { readonly problem: string } {
  const said = settings[`${part}_read`];
  const read = READS.find((each) => each === said) ?? null;
  if (said !== undefined && read === null) {
    return { problem: `says ${part}_read: ${said}; it can be ${READS.join(', ')}` };
  }
  return { source: settings[`${part}_source`] ?? source, of: settings[part] ?? '', read };
}
