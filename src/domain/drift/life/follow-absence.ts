import type { JsonObject } from '../../json.ts';
import { judgeFreshRead } from '../../remedy/judge-fresh-read.ts';
import type { Difference } from '../report.ts';
import type { DriftRecord } from './drift-record.ts';
import type { DriftAction, DriftState } from './drift-state.ts';
import { afterScan, type Followed } from './follow-presence.ts';
import { scanEvent } from './scan-event.ts';
import type { StackScan } from './scan-record.ts';

/**
 * A difference that a scan which read everything does not show. Null: nothing happens to it.
 * @param atAddress what the scan reports of the same resource
 */
export function followAbsence(
  record: DriftRecord,
  atAddress: readonly Difference[],
  scan: StackScan,
): Followed | null {
  const [other] = samePlace(record, atAddress, scan);
  if (other !== undefined) {
    // The same place under another class is no proof of anything that was done about it.
    if (record.state === 'proposed') return null;
    const what = other.class.replaceAll('_', ' ');
    const vanish = `resolved as ${record.difference.class}: the place is now ${what}, ${other.fingerprint}`;
    return gone(record, scan, { vanish, verify: '', evidence: { continues: other.fingerprint } });
  }
  return gone(record, scan, {
    vanish: 'resolved: by itself',
    verify: 'verified: a fresh scan does not show it any more',
    evidence: {},
  });
}

/**
 * A difference that a rule of ours takes out now, and did not before. A scan that could not read everything proves
 * nothing here either: rules ask what the plan leaves alone, and half a plan leaves too much alone.
 */
export function followNoise(record: DriftRecord, rule: string, scan: StackScan): Followed | null {
  if (scan.report.status === 'unknown') return null;
  return gone(record, scan, {
    vanish: `resolved: taken as noise by the rule ${rule}`,
    verify: `verified: what is left of it is noise by the rule ${rule}`,
    evidence: { rule },
  });
}

function samePlace(
  { fingerprint, aliases, difference }: DriftRecord,
  atAddress: readonly Difference[],
  { report }: StackScan,
): readonly Difference[] {
  if (atAddress.length === 0) return [];
  const { address, path } = difference;
  const verdict = judgeFreshRead({ ...report, differences: [...atAddress] }, [
    { fingerprint, aliases, address, path },
  ]);
  return verdict.kind === 'read' ? (verdict.seen.get(fingerprint) ?? []) : [];
}

/** What `kedge fix` works on is its own to judge; what is closed stays so. */
const ACTION: Readonly<Record<DriftState, DriftAction | null>> = {
  open: 'vanish',
  awaiting_approval: 'vanish',
  approved: 'vanish',
  acting: null,
  proposed: 'verify',
  accepted: 'vanish',
  ignored: 'vanish',
  verified: null,
  resolved: null,
};

interface GoneWords {
  readonly vanish: string;
  readonly verify: string;
  readonly evidence: JsonObject;
}

function gone(record: DriftRecord, scan: StackScan, words: GoneWords): Followed | null {
  const action = ACTION[record.state];
  if (action === null) return null;
  const after = afterScan(record, action, scan);
  if (action === 'verify') {
    return { record: after, events: [scanEvent(after, scan, 'verified', words.verify, words.evidence)] };
  }
  const { decision } = record;
  const text = decision === null ? words.vanish : `${words.vanish}; the decision ${decision} is void`;
  const evidence = { ...words.evidence, ...(decision === null ? {} : { decision }) };
  return { record: after, events: [scanEvent(after, scan, 'vanished', text, evidence)] };
}
