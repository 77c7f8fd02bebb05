import { parseTime } from '#platform/metric-file.ts';
import { FlagProblem } from '../flag-parsers.ts';

/** A setting for all metrics, or for the one that is named. */
export interface Named<T> {
  readonly metric: string | null;
  readonly value: T;
}

export function parseMoment(text: string): number {
  const ms = parseTime(text);
  if (Number.isNaN(ms)) {
    throw new FlagProblem(
      `It must be a time such as 2026-03-01T14:00:00Z or Unix seconds, and is "${text}".`,
    );
  }
  return ms;
}

/** `5%`, `0.05`, or `latency=5%`. */
export function parseNamedShare(text: string): Named<number> {
  const { metric, rest } = splitName(text);
  const share = /^\d+(?:\.\d+)?%$/.test(rest)
    ? Number(rest.slice(0, -1)) / 100
    : Number(rest === '' ? 'NaN' : rest);
  if (!(share >= 0)) throw new FlagProblem(`It must be a share such as 5% or latency=5%, and is "${text}".`);
  return { metric, value: share };
}

export const METRIC_KINDS = ['count', 'ratio', 'counter'] as const;
export type NamedKind = (typeof METRIC_KINDS)[number];

/** `errors=count`. */
export function parseNamedKind(text: string): Named<NamedKind> {
  const { metric, rest } = splitName(text);
  const kind = METRIC_KINDS.find((each) => each === rest);
  if (kind === undefined) {
    throw new FlagProblem(`It must be count, ratio or counter, as in errors=count, and is "${text}".`);
  }
  return { metric, value: kind };
}

/** `2026-03-01T10:00Z/2026-03-01T11:00Z the stack drifted`. */
export function parseContamination(text: string): {
  readonly fromMs: number;
  readonly toMs: number;
  readonly what: string;
} {
  const found = /^(\S+?)\/(\S+)\s+(\S.*)$/.exec(text);
  if (found === null) throw new FlagProblem(`It must be FROM/TO and what happened, and is "${text}".`);
  const [, from = '', to = '', what = ''] = found;
  const [fromMs, toMs] = [parseMoment(from), parseMoment(to)];
  if (toMs <= fromMs) throw new FlagProblem(`It must end after it begins, and is "${text}".`);
  return { fromMs, toMs, what };
}

function splitName(text: string): { readonly metric: string | null; readonly rest: string } {
  const at = text.lastIndexOf('=');
  return at < 0 ? { metric: null, rest: text } : { metric: text.slice(0, at), rest: text.slice(at + 1) };
}

/** What is said for the metric itself, else for all, else the fallback. The last word counts. */
export function settingFor<T>(all: readonly Named<T>[] | undefined, metric: string, fallback: T): T {
  const own = all?.findLast((each) => each.metric === metric);
  return (own ?? all?.findLast((each) => each.metric === null))?.value ?? fallback;
}
