import { readFile } from 'node:fs/promises';
import type { StepRange } from '#domain/release/data/measure.ts';
import { csvCells, csvLines } from '#platform/csv-lines.ts';
import type { MetricSource, SourceFault } from '#ports/metric-source.ts';
import { plainReadings, rangeProblem } from '../steps.ts';
import { chargesIn, type Charge } from './charges.ts';

export interface FocusSettings {
  readonly name: string;
  /** Absolute; CSV of FOCUS 1.2. */
  readonly path: string;
  /** How long after the end of a billing period its charges still change. */
  readonly settleMs: number;
  readonly now: () => Date;
}

/**
 * Cost exports in the FinOps Open Cost and Usage Specification (FOCUS 1.2). `of` says which rows: `ServiceName=Amazon
 * ECS,Tags.service=checkout`; all of it must fit. Effective cost, spread evenly over each charge period. Charges of a
 * billing period that has not settled are provisional.
 */
export function focusSource({ name, path, settleMs, now }: FocusSettings): MetricSource {
  const source = `The cost export ${name}`;
  const no = (detail: string): SourceFault => ({ fault: 'refused', detail: `${source} ${detail}` });
  const wrongKind = (of: string): SourceFault =>
    no(`was not asked for ${JSON.stringify(of)}: it gives amounts. Declare the cost with read: amount.`);
  return {
    name,
    counts: 'amount',
    measure: async ({ read, of }, range) => {
      if (read !== 'amount') return wrongKind(of);
      const problem = rangeProblem(range);
      if (problem !== null) return no(`was not asked. ${problem}`);
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => error);
      if (typeof text !== 'string') {
        return {
          fault: 'outage',
          detail: `${source} cannot be read (${text.code ?? text.message}).`,
          retryAfterMs: null,
        };
      }
      const lines = csvLines(text);
      const titles = csvCells(lines.next().value ?? '');
      const charges = chargesIn(titles, lines, of);
      if ('problem' in charges) return no(charges.problem);
      const open = charges.all.filter(({ periodEndMs }) => periodEndMs + settleMs > now().getTime());
      return {
        ...plainReadings(perStep(charges.fitting, charges.coveredToMs, range)),
        settledToMs:
          open.length === 0 ? null : open.reduce((least, { fromMs }) => Math.min(least, fromMs), Infinity),
      };
    },
    slowThreshold: (of) => Promise.resolve(wrongKind(of)),
    slowRequests: (of) => Promise.resolve(wrongKind(of)),
  };
}

/** A step that the export covers and in which nothing was charged cost nothing; beyond the export nothing is known. */
function perStep(charges: readonly Charge[], coveredToMs: number, { fromMs, toMs, stepMs }: StepRange) {
  const steps = Math.max(0, Math.floor((Math.min(toMs, coveredToMs) - fromMs) / stepMs));
  const first = charges.reduce((least, charge) => Math.min(least, charge.fromMs), Infinity);
  const sums = new Float64Array(steps);
  for (const charge of charges) {
    const length = charge.toMs - charge.fromMs;
    const last = Math.min(steps - 1, Math.floor((charge.toMs - 1 - fromMs) / stepMs));
    for (let step = Math.max(0, Math.floor((charge.fromMs - fromMs) / stepMs)); step <= last; step += 1) {
      const start = fromMs + step * stepMs;
      const overlap = Math.min(charge.toMs, start + stepMs) - Math.max(charge.fromMs, start);
      sums[step] = (sums[step] ?? 0) + (overlap / length) * charge.cost;
    }
  }
  return [...sums].flatMap((value, step) => {
    const start = fromMs + step * stepMs;
    return start < first ? [] : [{ timeMs: start + stepMs / 2, value }];
  });
}
