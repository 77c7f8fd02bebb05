import type { AddressMove } from '../origin-address.ts';
import type { Difference } from '../report.ts';
import type { DriftEvent } from './drift-event.ts';
import type { DriftRecord } from './drift-record.ts';
import { isFlapping, type FlapSettings } from './flapping.ts';
import { followAbsence, followNoise } from './follow-absence.ts';
import { followReported, followSilenced, newRecord, type Followed } from './follow-presence.ts';
import { matchRecords, type Matches } from './match-records.ts';
import { scanEvent } from './scan-event.ts';
import type { StackScan } from './scan-record.ts';
import { withMoves } from './stored-moves.ts';
import { suppressionOf } from './suppression.ts';

export interface ScanFollowed {
  /** New or changed; what is not in it stays as it was. */
  readonly records: readonly DriftRecord[];
  readonly events: readonly DriftEvent[];
  /** All moves to remember, oldest first. */
  readonly moves: readonly AddressMove[];
  /** Decisions that hold for a difference no longer, because of what the scan saw. */
  readonly voided: readonly { readonly decision: string; readonly fingerprint: string }[];
  /** The scan speaks of an earlier moment than what is known: it is counted, and tells nothing. */
  readonly outdated: boolean;
}

/**
 * What a scan of a stack does to its differences. Presence counts always; absence only when the stack was really read.
 *
 * A scan that is older than the newest one taken in adds nothing, nor does one of a plan that is too old to speak of
 * today: told now, differences would come and go in an order in which nobody saw them, and a closed one would open on
 * evidence that a later read has already refuted.
 * @param known every record of the stack, closed ones too
 * @param moves what earlier scans told, oldest first
 * @param newestScanAt the instant of the newest scan taken in of this stack; null: this is the first
 */
export function followScan(
  known: readonly DriftRecord[],
  moves: readonly AddressMove[],
  scan: StackScan,
  settings: FlapSettings,
  newestScanAt: string | null,
): ScanFollowed {
  if (isOutdated(scan, newestScanAt)) {
    return { records: [], events: [], moves, voided: [], outdated: true };
  }
  // A record of another stack would be absent here, and be closed by a scan that never looked for it.
  const own = known.filter((record) => record.stack === scan.report.id);
  const allMoves = withMoves(moves, scan.report.moves);
  const followed = followAll(own, allMoves, scan);
  return {
    records: followed.map(({ record }) => record),
    events: followed.flatMap((step) => [...step.events, ...flappingEvent(step, scan, settings)]),
    moves: allMoves,
    voided: followed.flatMap(({ before, record }) =>
      before?.decision != null && record.decision === null
        ? [{ decision: before.decision, fingerprint: record.fingerprint }]
        : [],
    ),
    outdated: false,
  };
}

const isOutdated = ({ at, report }: StackScan, newestScanAt: string | null): boolean =>
  report.unknown?.code === 'stale' || (newestScanAt !== null && Date.parse(at) < Date.parse(newestScanAt));

/**
 * Something happened to it after the scan looked: a scan that began before a fix was verified, or before somebody
 * accepted the value, must not undo that when it ends. The next scan tells.
 */
function isNewer({ lastSeen, openedAt, decidedAt, closedAt }: DriftRecord, { at }: StackScan): boolean {
  const instants = [lastSeen, openedAt, decidedAt, closedAt].filter((instant) => instant !== null);
  return instants.some((instant) => Date.parse(instant) > Date.parse(at));
}

/** One record after the scan, beside what it was; null: it is new. */
interface Step extends Followed {
  readonly before: DriftRecord | null;
}

function followAll(
  known: readonly DriftRecord[],
  moves: readonly AddressMove[],
  scan: StackScan,
): readonly Step[] {
  const { differences, suppressed } = scan.report;
  const seen = eachOnce([...differences, ...suppressed]);
  const matches = matchRecords(seen, known, moves);
  const reported = new Set(differences);
  const present = seen.map((difference) => {
    const before = matches.get(difference) ?? null;
    if (before !== null && isNewer(before, scan)) return null;
    return step(before, followOne(before, difference, reported.has(difference), scan));
  });
  return [...present, ...absentSteps(known, matches, scan)].filter((one) => one !== null);
}

/** Two records under one fingerprint would overwrite each other; of two the reported one, then the worse, is kept. */
function eachOnce(differences: readonly Difference[]): readonly Difference[] {
  const first = new Map<string, Difference>();
  for (const difference of differences) {
    if (!first.has(difference.fingerprint)) first.set(difference.fingerprint, difference);
  }
  return [...first.values()];
}

function absentSteps(
  known: readonly DriftRecord[],
  matches: Matches,
  scan: StackScan,
): readonly (Step | null)[] {
  if (scan.report.status === 'unknown') return [];
  const matched = new Set(matches.values());
  const byAddress = Map.groupBy(scan.report.differences, ({ address }) => address);
  return known
    .filter((record) => !matched.has(record) && !isNewer(record, scan))
    .map((record) =>
      step(record, followAbsence(record, byAddress.get(record.difference.address) ?? [], scan)),
    );
}

function followOne(
  before: DriftRecord | null,
  difference: Difference,
  isReported: boolean,
  scan: StackScan,
): Followed | null {
  if (isReported)
    return before ? followReported(before, difference, scan) : newRecord(difference, null, scan);
  const suppression = suppressionOf(difference);
  if (suppression.by === 'noise') return before ? followNoise(before, suppression.text, scan) : null;
  if (before) return followSilenced(before, difference, suppression, scan);
  return suppression.by === 'accepted' ? newRecord(difference, suppression, scan) : null;
}

const step = (before: DriftRecord | null, after: Followed | null): Step | null =>
  after === null || after.record === before ? null : { ...after, before };

/** Once, by the toggle with which it begins; it may begin again when a quiet window lies between. */
function flappingEvent(
  { before, record }: Step,
  scan: StackScan,
  settings: FlapSettings,
): readonly DriftEvent[] {
  const flapping = isFlapping(record, scan.at, settings);
  if (flapping === null || (before !== null && isFlapping(before, scan.at, settings) !== null)) return [];
  const text = `flapping: it came or went ${flapping.toggles} times within ${daysText(flapping.windowMs)}`;
  return [
    scanEvent(record, scan, 'flapping', text, { toggles: flapping.toggles, window_ms: flapping.windowMs }),
  ];
}

function daysText(ms: number): string {
  const hours = Math.round(ms / 3_600_000);
  return hours % 24 === 0 && hours > 0 ? `${hours / 24} days` : `${hours} hours`;
}
