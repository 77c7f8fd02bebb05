import { KIND_OBSTACLE } from '#domain/decision/kinds-by-class.ts';
import { DECISION_KINDS } from '#domain/decision/decision.ts';
import { DEFAULT_FLAPPING, isFlapping, type FlapSettings } from '#domain/drift/life/flapping.ts';
import { isClosed } from '#domain/drift/life/drift-state.ts';
import { changeLine, changeOf } from '#domain/drift/text/change.ts';
import { pairText } from '#domain/drift/text/value-text.ts';
import type { FleetDrift } from '#ports/fleet-reads.ts';
import type { DriftItem } from '../schema/drift.ts';

const LONGEST_SIDE = 200;
const LONGEST_LINE = 240;

export interface ItemContext {
  /** ISO 8601, UTC. */
  readonly now: string;
  readonly owner: string | null;
  readonly flapping?: FlapSettings;
}

/** One difference on a line. */
export function driftItem(
  record: FleetDrift,
  { now, owner, flapping = DEFAULT_FLAPPING }: ItemContext,
): DriftItem {
  const { difference } = record;
  return {
    source: record.source,
    stack: record.stack,
    fingerprint: record.fingerprint,
    address: difference.address,
    path: difference.path,
    resource_type: difference.resource_type,
    class: difference.class,
    severity: difference.severity,
    drift: difference.drift,
    state: record.state,
    first_seen: record.firstSeen,
    last_seen: record.lastSeen,
    opened_at: record.openedAt,
    decided_at: record.decidedAt,
    closed_at: record.closedAt,
    times_reopened: record.timesReopened,
    flapping: isFlapping(record, now, flapping) !== null,
    owner,
    decision: record.decision,
    kinds: isClosed(record.state)
      ? []
      : DECISION_KINDS.filter((kind) => KIND_OBSTACLE[difference.class][kind] === null),
    change: shortChange(record),
  };
}

/** Both sides where they can be read beside each other; of a document the words say which parts changed. */
function shortChange({ difference }: FleetDrift): DriftItem['change'] {
  const text = changeLine(difference, LONGEST_LINE);
  const change = changeOf(difference);
  if (change.kind !== 'pair') return { before: null, after: null, text };
  const { before, after } = change;
  const shown = pairText(before, after, LONGEST_SIDE);
  return {
    before: before.kind === 'absent' ? null : shown.before,
    after: after.kind === 'absent' ? null : shown.after,
    text,
  };
}
