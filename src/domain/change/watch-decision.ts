import type { ReleaseVerdict } from '../release/judge-release.ts';
import type { Declaration, Trigger } from './declaration.ts';
import type { StopAnswer } from './stop-answer.ts';

/** What follows from a look. */
export type WatchDecision =
  | { readonly kind: 'look on' }
  | { readonly kind: 'revert'; readonly trigger: Trigger; readonly why: string }
  /** It stands still, and its owner is called. */
  | { readonly kind: 'hold'; readonly why: string }
  | { readonly kind: 'clear'; readonly why: string };

export interface WatchMoment {
  /** null: no metric alarmed and the watch goes on, so nothing was judged as a whole. */
  readonly verdict: ReleaseVerdict | null;
  readonly stops: StopAnswer;
  readonly last: boolean;
}

/** In this order: what stops is heard before what clears, and what is not known clears nothing. */
export function decideWatch(
  { revertOn }: Pick<Declaration, 'revertOn'>,
  { verdict, stops, last }: WatchMoment,
): WatchDecision {
  if (stops.fired !== null) return stopping(revertOn, stops.fired.trigger, stops.fired.why);
  if (verdict?.outcome === 'REGRESSED') return stopping(revertOn, 'regression', sentenceOf(verdict));
  if (!last) return { kind: 'look on' };
  if (verdict?.outcome !== 'CLEARED') {
    return {
      kind: 'hold',
      why: `The watch is over and it is ${verdict?.outcome ?? 'not judged'}. ${verdict === null ? '' : sentenceOf(verdict)}`.trim(),
    };
  }
  if (stops.unknown.length > 0) {
    return {
      kind: 'hold',
      why: `No metric got worse, but what would stop it could not be asked at the end. ${stops.unknown.join(' ')}`,
    };
  }
  return { kind: 'clear', why: 'The watch is over; no metric got worse by more than its tolerance.' };
}

const stopping = (revertOn: readonly Trigger[], trigger: Trigger, why: string): WatchDecision =>
  revertOn.includes(trigger) ? { kind: 'revert', trigger, why } : { kind: 'hold', why };

/** The sentences of the metrics that made the verdict what it is. */
export const sentenceOf = ({ outcome, metrics }: ReleaseVerdict): string =>
  metrics
    .filter((metric) => metric.outcome === outcome)
    .map(({ name, sentence }) => `${name}: ${sentence}`)
    .join(' ');
