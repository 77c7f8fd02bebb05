import { acceptanceNoteOf } from '../accepted-baseline.ts';
import type { Difference } from '../report.ts';
import { act } from './decide-transition.ts';
import type { DriftEvent } from './drift-event.ts';
import type { DriftRecord } from './drift-record.ts';
import type { DriftAction } from './drift-state.ts';
import { changedEvent, foundEvent, movedEvent, scanEvent } from './scan-event.ts';
import type { StackScan } from './scan-record.ts';
import type { Suppression } from './suppression.ts';

/** One record after a scan, and what happened to it. */
export interface Followed {
  readonly record: DriftRecord;
  readonly events: readonly DriftEvent[];
}

/** The record after an action that the table must allow here; anything else is our own mistake. */
export function afterScan(record: DriftRecord, action: DriftAction, scan: StackScan): DriftRecord {
  const after = act(record, action, scan.at);
  if ('refused' in after) throw new Error(`A scan ${after.refused} (${record.fingerprint})`);
  return after.record;
}

/** @param accepted how somebody on another machine has accepted it; null: it is open */
export function newRecord(difference: Difference, accepted: Suppression | null, scan: StackScan): Followed {
  const record: DriftRecord = {
    fingerprint: difference.fingerprint,
    stack: scan.report.id,
    state: accepted === null ? 'open' : 'accepted',
    difference,
    firstSeen: scan.at,
    lastSeen: scan.at,
    openedAt: scan.at,
    decidedAt: accepted === null ? null : scan.at,
    closedAt: null,
    timesReopened: 0,
    toggles: [scan.at],
    decision: null,
    aliases: [],
  };
  const found = foundEvent(record, scan);
  return {
    record,
    events: accepted === null ? [found] : [found, silencedEvent(record, accepted, scan, null)],
  };
}

/** A known difference that the scan reports. */
export function followReported(before: DriftRecord, now: Difference, scan: StackScan): Followed {
  const seen = withDifference(before, now, scan);
  switch (before.state) {
    case 'open':
    case 'acting':
      return { record: seen, events: happened(before, now, scan) };
    case 'awaiting_approval':
    case 'approved':
    case 'proposed':
      return { record: seen, events: happened(before, now, scan, '; it was decided as it was before') };
    case 'accepted':
      return {
        record: afterScan(seen, 'reappear', scan),
        events: [...moved(before, now, scan), acceptanceOver(before, now, scan)],
      };
    case 'ignored':
      return {
        record: afterScan(seen, 'reappear', scan),
        events: [
          scanEvent(
            before,
            scan,
            'reopened',
            `reopened: no line of .driftignore takes it out any more${voidText(before)}`,
          ),
          ...happened(before, now, scan),
        ],
      };
    case 'verified':
    case 'resolved':
      return {
        record: afterScan(seen, 'reappear', scan),
        events: [
          scanEvent(before, scan, 'reopened', `reopened: it was ${before.state} and is back`),
          ...happened(before, now, scan),
        ],
      };
  }
}

/**
 * A known difference that somebody keeps out of the report, by a baseline or a line of an ignore file. What was decided
 * otherwise is void with it: acting on what has been accepted since would undo a decision nobody took back.
 */
export function followSilenced(
  before: DriftRecord,
  now: Difference,
  suppression: Suppression,
  scan: StackScan,
): Followed {
  // Reported, it counted or not; now that it is silent the scan says that nothing of it does.
  const kept = { ...now, drift: before.difference.drift };
  const seen = withDifference(before, kept, scan);
  const happenings = happened(before, now, scan);
  const [state, action] =
    suppression.by === 'accepted' ? (['accepted', 'accept'] as const) : (['ignored', 'ignore'] as const);
  switch (before.state) {
    case 'acting':
    case 'proposed':
      return { record: seen, events: happenings };
    case 'open':
    case 'awaiting_approval':
    case 'approved':
    case 'accepted':
    case 'ignored':
      if (before.state === state) {
        // What is ignored may change with every scan, and nobody wants to read of it.
        return { record: seen, events: state === 'ignored' ? moved(before, now, scan) : happenings };
      }
      return {
        record: afterScan(seen, action, scan),
        events: [...happenings, silencedEvent(before, suppression, scan, before.decision)],
      };
    case 'verified':
    case 'resolved': {
      const back = `reopened: it was ${before.state} and is back`;
      return {
        record: afterScan(afterScan(seen, 'reappear', scan), action, scan),
        events: [
          scanEvent(before, scan, 'reopened', back),
          ...happenings,
          silencedEvent(before, suppression, scan, null),
        ],
      };
    }
  }
}

function withDifference(before: DriftRecord, now: Difference, scan: StackScan): DriftRecord {
  const isKnown = now.fingerprint === before.fingerprint || before.aliases.includes(now.fingerprint);
  return {
    ...before,
    difference: now,
    lastSeen: scan.at,
    aliases: isKnown ? before.aliases : [...before.aliases, now.fingerprint],
  };
}

const moved = (before: DriftRecord, now: Difference, scan: StackScan): readonly DriftEvent[] =>
  [movedEvent(before, now, scan)].filter((event) => event !== null);

const happened = (
  before: DriftRecord,
  now: Difference,
  scan: StackScan,
  consequence = '',
): readonly DriftEvent[] =>
  [movedEvent(before, now, scan), changedEvent(before, now, scan, consequence)].filter(
    (event) => event !== null,
  );

/** Changed beyond what was accepted, or past its day; where the report gives no reason the values tell. */
function acceptanceOver(before: DriftRecord, now: Difference, scan: StackScan): DriftEvent {
  const told = acceptanceNoteOf(now);
  const changed = changedEvent(before, now, scan, `; it is open again${voidText(before)}`);
  if (told?.kind !== 'ended' && changed !== null) {
    return told === null ? changed : { ...changed, text: `reopened: ${told.note}${voidText(before)}` };
  }
  const why = told?.note ?? 'the scan knew of no acceptance that holds for it';
  return scanEvent(
    before,
    scan,
    told?.kind === 'changed' ? 'changed' : 'expired',
    `reopened: ${why}${voidText(before)}`,
  );
}

function silencedEvent(
  record: DriftRecord,
  suppression: Suppression,
  scan: StackScan,
  voided: string | null,
): DriftEvent {
  const how = suppression.by === 'accepted' ? 'accepted elsewhere' : 'ignored by a line that somebody wrote';
  const over = voided === null ? '' : `; the decision ${voided} is void`;
  return scanEvent(record, scan, 'decided', `${how}: ${suppression.text}${over}`, {
    rule: suppression.text,
    ...(voided === null ? {} : { decision: voided }),
  });
}

const voidText = ({ decision }: DriftRecord): string =>
  decision === null ? '' : `; the decision ${decision} is void`;
