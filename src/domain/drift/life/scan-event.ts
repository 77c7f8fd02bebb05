import { canonicalText, type JsonObject } from '../../json.ts';
import { CLASS_MEANING } from '../drift-class.ts';
import type { Difference, Side } from '../report.ts';
import type { DriftEvent, DriftEventKind } from './drift-event.ts';
import type { DriftRecord } from './drift-record.ts';
import type { StackScan } from './scan-record.ts';
import { sideDigest } from './side-digest.ts';

/** A long value is in the record; in the timeline its digest is enough. */
const LONGEST_SIDE = 1_000;

/** An event of a difference as a scan saw it; behind it stand the scan, the commit and the serial of the state. */
export function scanEvent(
  record: Pick<DriftRecord, 'fingerprint' | 'stack'>,
  scan: StackScan,
  kind: DriftEventKind,
  text: string,
  evidence: JsonObject = {},
): DriftEvent {
  const { commit, serial } = scan.report.evidence ?? {};
  return {
    fingerprint: record.fingerprint,
    stack: record.stack,
    at: scan.at,
    kind,
    actor: null,
    text,
    evidence: {
      scan: scan.id,
      ...(typeof commit === 'string' ? { commit } : {}),
      ...(typeof serial === 'number' ? { serial } : {}),
      ...evidence,
    },
  };
}

export function foundEvent(record: DriftRecord, scan: StackScan): DriftEvent {
  const { difference } = record;
  return scanEvent(
    record,
    scan,
    'found',
    `found at ${subjectOf(difference)}: ${CLASS_MEANING[difference.class]}`,
    {
      class: difference.class,
      severity: difference.severity,
      ...fromTo(difference.memory, difference.reality),
    },
  );
}

/** Null when all three sides are as they were. */
export function changedEvent(
  before: DriftRecord,
  now: Difference,
  scan: StackScan,
  consequence = '',
): DriftEvent | null {
  const sides = changedSides(before.difference, now);
  if (sides.length === 0) return null;
  const moved = sides.includes('reality') ? 'reality' : (sides[0] ?? 'reality');
  return scanEvent(
    before,
    scan,
    'changed',
    `changed: ${sides.map((side) => SIDE_WORDS[side]).join(' and ')}${consequence}`,
    {
      sides,
      ...fromTo(before.difference[moved], now[moved]),
    },
  );
}

/** Null when it is where it was, under the name it had. */
export function movedEvent(before: DriftRecord, now: Difference, scan: StackScan): DriftEvent | null {
  const { address } = before.difference;
  if (address !== now.address) {
    return scanEvent(before, scan, 'moved', `moved from ${address} to ${now.address}`, {
      from: address,
      to: now.address,
    });
  }
  if (now.fingerprint === before.fingerprint || before.aliases.includes(now.fingerprint)) return null;
  const text = `known to scans as ${now.fingerprint} from now on: its moved block has left the code`;
  return scanEvent(before, scan, 'moved', text, { alias: now.fingerprint });
}

export const subjectOf = ({ address, path }: Difference): string =>
  path === '' ? address : `${address} ${path}`;

type SideName = 'reality' | 'memory' | 'intent';

const SIDE_NAMES: readonly SideName[] = ['reality', 'memory', 'intent'];

const SIDE_WORDS: Readonly<Record<SideName, string>> = {
  reality: 'the real value',
  memory: 'what the state remembers',
  intent: 'what the code asks for',
};

const changedSides = (before: Difference, now: Difference): readonly SideName[] =>
  SIDE_NAMES.filter((side) => sideDigest(before[side]) !== sideDigest(now[side]));

const fromTo = (before: Side, after: Side): JsonObject => ({ before: brief(before), after: brief(after) });

const brief = (side: Side): JsonObject =>
  canonicalText(side).length <= LONGEST_SIDE ? { ...side } : { kind: 'long', digest: sideDigest(side) };
