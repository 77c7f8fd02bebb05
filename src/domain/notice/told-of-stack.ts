import { causeDigest } from '../drift/life/cause-digest.ts';
import type { DriftRecord } from '../drift/life/drift-record.ts';
import { OPEN_STATES } from '../drift/life/drift-state.ts';
import type { ScanSummary } from '../drift/life/scan-record.ts';
import { sideDigest } from '../drift/life/side-digest.ts';
import { severityRank } from '../drift/severity.ts';
import { UNKNOWN_MEANING, UNKNOWN_REASONS } from '../drift/stack-status.ts';
import { changeLine, subjectOf } from '../drift/text/change.ts';
import { shorten } from '../drift/text/shorten.ts';
import { visible } from '../drift/text/visible-text.ts';
import type { NoticeMember } from './notice.ts';
import type { StackPlace } from './route-notice.ts';
import { instantText } from './words.ts';

/** Something that a channel is to know, and what it belongs to. */
export interface Told {
  readonly topic: 'drift' | 'unknown' | 'stale' | 'unrouted';
  readonly key: string;
  readonly member: NoticeMember;
}

const SUBJECT = 120;
const CHANGE = 140;

/**
 * Everything there is to tell about a stack as it stands: its differences that count and are not settled, and that it
 * could not be read. That it grew stale says more than why the last try failed, which stands in the message.
 */
export function toldOfStack(
  stack: string,
  records: readonly DriftRecord[],
  lastScan: ScanSummary | null,
  place: StackPlace,
): readonly Told[] {
  return [
    ...records.filter(isTold).map((record) => toldOfDrift(record, place)),
    ...standing(stack, lastScan, place),
  ];
}

/**
 * What is said instead where there is no channel: one entry for the stack, in the list of deliveries. Nothing to tell
 * needs no channel.
 */
export function toldWithoutChannel(stack: string, told: readonly Told[], problem: string): readonly Told[] {
  const [first] = told;
  if (first === undefined) return [];
  const { member } = told.reduce(
    (worst, one) => (severityRank(one.member.severity) < severityRank(worst.member.severity) ? one : worst),
    first,
  );
  const sample = { ...member.sample, subject: shorten(visible(stack), SUBJECT), text: problem };
  return [
    {
      topic: 'unrouted',
      key: problem,
      member: { ...member, stack, fingerprint: '', address: '', decided: false, digest: problem, sample },
    },
  ];
}

export const isTold = ({ difference, state }: DriftRecord): boolean =>
  difference.drift && OPEN_STATES.includes(state);

function toldOfDrift(
  { stack, fingerprint, state, openedAt, difference }: DriftRecord,
  place: StackPlace,
): Told {
  const { intent, memory, reality, severity, class: kind } = difference;
  const decided = state !== 'open';
  return {
    topic: 'drift',
    key: causeDigest(difference),
    member: {
      stack,
      fingerprint,
      severity,
      address: difference.address,
      openedAt,
      decided,
      digest: [
        severity,
        kind,
        decided,
        ...[intent, memory, reality].map((side) => sideDigest(side).slice(0, 12)),
      ].join(' '),
      sample: {
        subject: shorten(subjectOf(difference), SUBJECT),
        text: shorten(changeLine(difference, CHANGE), CHANGE),
        owner: place.owner,
      },
    },
  };
}

function standing(stack: string, lastScan: ScanSummary | null, place: StackPlace): readonly Told[] {
  const member = { stack, fingerprint: '', address: '', decided: false };
  const subject = shorten(visible(stack), SUBJECT);
  const since = staleSince(lastScan, place);
  if (since !== null) {
    const sample = { subject, text: lastHeard(lastScan), owner: place.owner };
    return [
      {
        topic: 'stale',
        key: 'stale',
        member: {
          ...member,
          severity: 'high',
          openedAt: since,
          digest: `stale ${lastScan?.unknown ?? ''}`,
          sample,
        },
      },
    ];
  }
  if (lastScan === null || lastScan.status !== 'unknown') return [];
  const code = lastScan.unknown ?? 'internal';
  const sample = { subject, text: reasonText(code), owner: place.owner };
  return [
    {
      topic: 'unknown',
      key: code,
      member: { ...member, severity: 'medium', openedAt: lastScan.at, digest: code, sample },
    },
  ];
}

/** Memory hears of growing stale and of a good scan before the fleet does, so what it says last counts. */
function staleSince(lastScan: ScanSummary | null, place: StackPlace): string | null {
  if (lastScan?.unknown === 'stale') return place.staleSince ?? lastScan.at;
  if (place.staleSince === null || lastScan === null || lastScan.status === 'unknown')
    return place.staleSince;
  return Date.parse(lastScan.at) > Date.parse(place.staleSince) ? null : place.staleSince;
}

function lastHeard(lastScan: ScanSummary | null): string {
  if (lastScan === null) return 'was never read';
  if (lastScan.status !== 'unknown') return `was read last at ${instantText(lastScan.at)}`;
  return reasonText(lastScan.unknown ?? 'internal');
}

/** What a reason for unknown says; a code of another version is shown as it is. */
export function reasonText(code: string): string {
  const known = UNKNOWN_REASONS.find((reason) => reason === code);
  return known === undefined ? visible(code) : UNKNOWN_MEANING[known].what;
}
