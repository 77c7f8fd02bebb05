import { csvCells } from '#platform/csv-lines.ts';

/** One row of a cost export. */
export interface Charge {
  readonly fromMs: number;
  readonly toMs: number;
  /** When the billing period ends, after which it settles. */
  readonly periodEndMs: number;
  readonly cost: number;
}

export interface Charges {
  readonly all: readonly Charge[];
  /** Those that were asked for. */
  readonly fitting: readonly Charge[];
  /** To here the export tells anything at all. */
  readonly coveredToMs: number;
}

const NEEDED = [
  'EffectiveCost',
  'ChargePeriodStart',
  'ChargePeriodEnd',
  'BillingPeriodEnd',
  'BillingCurrency',
] as const;

/**
 * @param of conditions on columns, such as `ServiceName=Amazon ECS,Tags.service=checkout`
 * @returns `problem` for the middle of a sentence
 */
export function chargesIn(
  titles: readonly string[],
  lines: Iterable<string>,
  of: string,
): Charges | { readonly problem: string } {
  const at = (title: string): number => titles.findIndex((each) => each.trim() === title);
  const missing = NEEDED.filter((title) => at(title) < 0);
  if (missing.length > 0) {
    return { problem: `is no FOCUS export: it has no column ${missing.join(', ')}.` };
  }
  const wanted = conditions(of, at);
  if ('problem' in wanted) return wanted;
  const all: Charge[] = [];
  const fitting: Charge[] = [];
  const currencies = new Set<string>();
  let line = 1;
  for (const text of lines) {
    line += 1;
    const cells = csvCells(text);
    const cell = (title: (typeof NEEDED)[number]): string => cells[at(title)]?.trim() ?? '';
    const charge = {
      fromMs: Date.parse(cell('ChargePeriodStart')),
      toMs: Date.parse(cell('ChargePeriodEnd')),
      periodEndMs: Date.parse(cell('BillingPeriodEnd')),
      cost: Number(cell('EffectiveCost')),
    };
    if (
      !Object.values(charge).every(Number.isFinite) ||
      charge.toMs <= charge.fromMs ||
      cell('EffectiveCost') === ''
    ) {
      return {
        problem: `has a charge in line ${line} that cannot be read: its cost or its periods are no numbers and times.`,
      };
    }
    all.push(charge);
    if (wanted.every((fits) => fits(cells))) {
      fitting.push(charge);
      currencies.add(cell('BillingCurrency'));
    }
  }
  if (fitting.length === 0) return { problem: `has no charge for ${JSON.stringify(of)}.` };
  if (currencies.size > 1) {
    return {
      problem: `charges ${JSON.stringify(of)} in ${[...currencies].join(' and ')}, which cannot be added.`,
    };
  }
  return { all, fitting, coveredToMs: all.reduce((latest, { toMs }) => Math.max(latest, toMs), -Infinity) };
}

type Condition = (cells: readonly string[]) => boolean;

function conditions(
  of: string,
  at: (title: string) => number,
): readonly Condition[] | { readonly problem: string } {
  const found: Condition[] = [];
  for (const part of of.split(',').filter((each) => each.trim() !== '')) {
    const [, column = '', value = ''] = /^\s*([^=]+?)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
    const tag = column.startsWith('Tags.') ? column.slice('Tags.'.length) : null;
    const place = at(tag === null ? column : 'Tags');
    if (place < 0)
      return { problem: `has no column ${JSON.stringify(column)}. Write Column=value, or Tags.key=value.` };
    found.push((cells) =>
      tag === null ? (cells[place] ?? '').trim() === value : tagOf(cells[place] ?? '', tag) === value,
    );
  }
  return found;
}

/** Tags are a JSON object in one cell. */
function tagOf(cell: string, key: string): string | null {
  try {
    const tags: unknown = JSON.parse(cell === '' ? '{}' : cell);
    const value =
      typeof tags === 'object' && tags !== null
        ? (tags as Readonly<Record<string, unknown>>)[key]
        : undefined;
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
