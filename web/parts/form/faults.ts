import { sentence } from '../../text/count.ts';

/** One thing that the server finds wrong with what a form said, by the place in its words: `settings.to.0`. */
export interface Fault {
  readonly at: string;
  readonly problem: string;
}

/** What is wrong with a field, or below it, in one text; null: nothing. */
export function faultAt(faults: readonly Fault[], field: string): string | null {
  const own = faults.filter(({ at }) => isWithin(at, field));
  return own.length === 0 ? null : own.map(({ problem }) => sentence(problem)).join(' ');
}

/** What belongs to no field of the form: it must not be lost. */
export const faultsElsewhere = (faults: readonly Fault[], fields: readonly string[]): readonly Fault[] =>
  faults.filter(({ at }) => !fields.some((field) => isWithin(at, field)));

const isWithin = (at: string, field: string): boolean => at === field || at.startsWith(`${field}.`);
