import type { Decision } from '../../decision/decision.ts';
import { ACCEPTED_RULE } from '../accepted-baseline.ts';
import type { DriftObjectives } from './drift-objectives.ts';
import type { DriftRecord } from './drift-record.ts';
import { OPEN_STATES } from './drift-state.ts';
import { isFlapping, type FlapSettings } from './flapping.ts';

/** Why a difference wants to be looked at before others. */
export type Attention =
  | { readonly kind: 'flapping'; readonly toggles: number; readonly windowMs: number }
  /** The day on which an acceptance ends is near: 0 days, it is today; less, it has passed. */
  | { readonly kind: 'acceptance_ends'; readonly until: string; readonly days: number }
  /** Open for longer than the objective for the age of open drift. */
  | { readonly kind: 'too_old'; readonly limitMs: number };

export interface AttentionContext {
  /** Decisions by id. */
  readonly decisions: ReadonlyMap<string, Pick<Decision, 'until'>>;
  readonly flapping: FlapSettings;
  readonly objectives: DriftObjectives | null;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const SOON_DAYS = 7;

/**
 * What about a difference is flapping or overdue, now or soon.
 * @param now ISO 8601, UTC
 */
export function attentionTo(
  record: DriftRecord,
  now: string,
  context: AttentionContext,
): readonly Attention[] {
  return [
    flapping(record, now, context),
    acceptanceEnds(record, now, context),
    tooOld(record, now, context),
  ].filter((attention) => attention !== null);
}

/** How long it is or was open this time; ms. */
export const ageOf = ({ openedAt, closedAt }: DriftRecord, now: string): number =>
  Math.max(0, Date.parse(closedAt ?? now) - Date.parse(openedAt));

function flapping(record: DriftRecord, now: string, context: AttentionContext): Attention | null {
  const found = isFlapping(record, now, context.flapping);
  return found === null ? null : { kind: 'flapping', ...found };
}

function acceptanceEnds(record: DriftRecord, now: string, { decisions }: AttentionContext): Attention | null {
  if (record.state !== 'accepted') return null;
  const until = decisions.get(record.decision ?? '')?.until ?? untilElsewhere(record);
  if (until === null) return null;
  const days = Math.round((Date.parse(until) - Date.parse(now.slice(0, 10))) / DAY_MS);
  return days <= SOON_DAYS ? { kind: 'acceptance_ends', until, days } : null;
}

/** Of an acceptance from another machine only the rule of the scan tells the day. */
function untilElsewhere({ difference }: DriftRecord): string | null {
  const note = difference.rules.find(({ rule }) => rule === ACCEPTED_RULE)?.note ?? '';
  return /^until (\d{4}-\d{2}-\d{2}),/.exec(note)?.[1] ?? null;
}

function tooOld(record: DriftRecord, now: string, { objectives }: AttentionContext): Attention | null {
  const limitMs = objectives?.limits.age_p95 ?? null;
  const counts = record.difference.drift && OPEN_STATES.includes(record.state);
  return limitMs !== null && counts && ageOf(record, now) > limitMs ? { kind: 'too_old', limitMs } : null;
}
