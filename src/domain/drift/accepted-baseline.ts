import { hidesParts, sideDigest } from './life/side-digest.ts';
import { compareText } from './order.ts';
import type { AppliedRule, Difference, Side } from './report.ts';

/** The rule under which an accepted difference is counted as suppressed. */
export const ACCEPTED_RULE = 'accepted';

/** A difference that somebody accepted as it was. It is silent while it stays so, and until its day has passed. */
export interface AcceptedBaseline {
  readonly fingerprint: string;
  /** The `sideDigest` of the real value when it was accepted. */
  readonly reality: string;
  /** The same of what the code asked for; compared where the code is what moves (`unapplied_code`). */
  readonly intent?: string | undefined;
  /** YYYY-MM-DD, that day included. */
  readonly until: string;
  readonly by: string;
  readonly reason: string;
  /** Where it is written down. */
  readonly file: string;
}

export type Acceptance =
  | { readonly kind: 'none' }
  | { readonly kind: 'holds'; readonly rule: AppliedRule }
  /** It was accepted, and is reported all the same; the note tells why. */
  | { readonly kind: 'ended' | 'changed'; readonly note: string };

const ENDED = 'the acceptance ended on ';
const CHANGED = 'accepted until ';

/**
 * What the acceptances of one difference say about it today. Of several, one that holds is enough; else the one that
 * would have lasted longest is told.
 * @param today YYYY-MM-DD
 */
export function acceptanceOf(
  difference: Difference,
  baselines: readonly AcceptedBaseline[],
  today: string,
): Acceptance {
  const latestFirst = baselines.toSorted((a, b) => compareText(b.until, a.until));
  const [latest] = latestFirst;
  if (latest === undefined) return { kind: 'none' };
  if (today > latest.until) return { kind: 'ended', note: endedNote(latest) };
  const holding = latestFirst.find((baseline) => today <= baseline.until && isSame(difference, baseline));
  if (holding === undefined) return { kind: 'changed', note: changedNote(difference, latest) };
  // What is hidden may have become another secret: silence would then hide a change that nobody accepted.
  if (movingSides(difference).some(hidesParts)) return { kind: 'changed', note: hiddenNote(latest) };
  const note = `until ${holding.until}, ${holding.by}: ${holding.reason}`;
  return { kind: 'holds', rule: { rule: ACCEPTED_RULE, effect: 'suppressed', note } };
}

/** Why a difference that was accepted is reported, as {@link acceptanceOf} has noted it; null: it says nothing. */
export function acceptanceNoteOf(
  difference: Difference,
): { readonly kind: 'ended' | 'changed'; readonly note: string } | null {
  const note = difference.notes.find((text) => text.startsWith(ENDED) || text.startsWith(CHANGED));
  return note === undefined ? null : { kind: note.startsWith(ENDED) ? 'ended' : 'changed', note };
}

/** What may change further: reality, and where the code is ahead of it the code. */
const movingSides = ({ class: kind, reality, intent }: Difference): readonly Side[] =>
  kind === 'unapplied_code' ? [reality, intent] : [reality];

function isSame(difference: Difference, baseline: AcceptedBaseline): boolean {
  if (sideDigest(difference.reality) !== baseline.reality) return false;
  if (difference.class !== 'unapplied_code' || baseline.intent === undefined) return true;
  return sideDigest(difference.intent) === baseline.intent;
}

const endedNote = ({ until, by, reason, file }: AcceptedBaseline): string =>
  `${ENDED}${until} (${by}: ${reason}; ${file})`;

const changedNote = (difference: Difference, { until, by, file }: AcceptedBaseline): string =>
  `${CHANGED}${until} by ${by} (${file}), but it has changed further${
    difference.reality.kind === 'secret'
      ? ', or it was accepted on another machine: digests of a secret compare on one machine only'
      : ''
  }`;

const hiddenNote = ({ until, by, file }: AcceptedBaseline): string =>
  `${CHANGED}${until} by ${by} (${file}), but a part of the value is secret, so that nobody can tell whether it has changed further`;
