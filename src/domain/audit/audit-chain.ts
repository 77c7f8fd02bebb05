import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalText } from '../json.ts';
import type { AuditEntry, AuditFacts } from './audit-entry.ts';

/** What the first entry has for `previous`. */
export const FIRST_PREVIOUS = '0'.repeat(64);

/** Where a chain ends: the number and the hash of its last entry. */
export interface ChainHead {
  readonly number: number;
  readonly hash: string;
}

/** Before the first entry. */
export const EMPTY_CHAIN: ChainHead = { number: 0, hash: FIRST_PREVIOUS };

/** The first place where a chain is not as it was written. */
export interface ChainFault {
  /** The number of the entry that is wrong, or that should be there. */
  readonly number: number;
  readonly wrong: 'changed' | 'missing' | 'reordered' | 'cut off at the end' | 'added at the end';
  /** For a person. */
  readonly sentence: string;
}

export type ChainCheck =
  | { readonly verified: number; readonly head: ChainHead }
  | { readonly fault: ChainFault };

/**
 * The hash of an entry: SHA-256, 64 hex digits, over one text of everything in it but the hash itself.
 * `facts` must survive storage unchanged; see `storableFacts`.
 */
export function auditHash(previous: string, number: number, facts: AuditFacts): string {
  const { at, actor, action, subject, details } = facts;
  return bytesToHex(
    sha256(utf8ToBytes(canonicalText({ number, previous, at, actor, action, subject, details }))),
  );
}

/**
 * Checks entries one after the other, in the order in which they come, and stops at the first that is wrong.
 * @param entries a page of them; the next page starts with the `head` that this one gave
 * @param end with the last page: what the chain must end with, so that entries cut off or added are seen
 * @param start what was checked before this page
 * @returns how many of this page are as they were written, and where the chain stands now
 */
export function verifyChain(
  entries: readonly AuditEntry[],
  end?: ChainHead,
  start: ChainHead = EMPTY_CHAIN,
): ChainCheck {
  let head = start;
  for (const [index, entry] of entries.entries()) {
    const fault =
      end !== undefined && head.number >= end.number
        ? (endFault(head, end) ?? addedFault(end))
        : faultOf(entry, head, () => entries.slice(index + 1));
    if (fault !== null) return { fault };
    head = { number: entry.number, hash: entry.hash };
  }
  const fault = end === undefined ? null : endFault(head, end);
  return fault === null ? { verified: entries.length, head } : { fault };
}

function faultOf(entry: AuditEntry, head: ChainHead, later: () => readonly AuditEntry[]): ChainFault | null {
  const expected = head.number + 1;
  if (auditHash(entry.previous, entry.number, entry) !== entry.hash) {
    return changed(expected, 'its hash does not fit what it says any more');
  }
  if (entry.number !== expected) return placeFault(entry, expected, later());
  if (entry.previous === head.hash) return null;
  // Both fit their own hashes. Whoever rewrites an entry makes its hash anew and leaves the next one behind.
  return head.number === 0
    ? changed(1, 'the first entry names one before it')
    : changed(head.number, `entry ${expected} was written behind another entry ${head.number}`);
}

function placeFault(entry: AuditEntry, expected: number, later: readonly AuditEntry[]): ChainFault {
  const elsewhere = entry.number < expected || later.some(({ number }) => number === expected);
  if (elsewhere) {
    const sentence = `The audit log is out of order: entry ${entry.number} stands where entry ${expected} was written.`;
    return { number: expected, wrong: 'reordered', sentence };
  }
  const last = entry.number - 1;
  const which =
    last === expected ? `Entry ${expected} is missing` : `Entries ${expected} to ${last} are missing`;
  return {
    number: expected,
    wrong: 'missing',
    sentence: `${which} from the audit log: entry ${entry.number} comes next.`,
  };
}

function endFault(head: ChainHead, end: ChainHead): ChainFault | null {
  if (head.number < end.number) {
    const sentence = `The audit log was cut off at the end: it holds ${head.number} of ${end.number} entries.`;
    return { number: head.number + 1, wrong: 'cut off at the end', sentence };
  }
  if (head.number > end.number) return addedFault(end);
  return head.hash === end.hash ? null : changed(head.number, 'the log was known to end with another hash');
}

const addedFault = (end: ChainHead): ChainFault => ({
  number: end.number + 1,
  wrong: 'added at the end',
  sentence: `Entry ${end.number + 1} was added to the audit log past its end: the log was known to end with entry ${end.number}.`,
});

const changed = (number: number, why: string): ChainFault => ({
  number,
  wrong: 'changed',
  sentence: `Entry ${number} of the audit log was changed: ${why}.`,
});
