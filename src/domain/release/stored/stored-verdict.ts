import type { ReleaseEvidence } from '../evidence.ts';
import { JUDGE_VERSION, judgeRelease } from '../judge-release.ts';
import { readEvidence } from './read-evidence.ts';

/** The text of a verdict with everything it was judged by; ends with a line end. Equal evidence gives equal bytes. */
export function storedVerdict(evidence: ReleaseEvidence): string {
  const document = {
    format: 'kedge-verdict/1',
    verdict: judgeRelease(evidence),
    evidence: inOrder(evidence),
  };
  return `${JSON.stringify(document, null, 1)}\n`.replace(NUMBER_LISTS, (list) =>
    list.replaceAll(/\s+/g, ''),
  );
}

/** One line for each column of numbers; indented, a verdict of a month would have 20,000 lines. */
const NUMBER_LISTS = /\[\s*-?\d[\d\s,.eE+-]*\]/g;

/** Whoever put the evidence together, its keys stand in one order. */
function inOrder(value: unknown): unknown {
  if (value instanceof Float64Array) return Array.from(value);
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, inOrder(each)]));
}

export type Replay =
  | { readonly same: true; readonly text: string; readonly evidence: ReleaseEvidence }
  | { readonly same: false; readonly why: string };

/** Judges the evidence of a stored verdict again and compares every byte. Never throws for a bad file. */
export function replayVerdict(text: string): Replay {
  const read = readEvidence(text);
  if ('problem' in read) return { same: false, why: read.problem };
  const again = storedVerdict(read.evidence);
  if (again === text) return { same: true, text, evidence: read.evidence };
  const byOther = read.judge !== JUDGE_VERSION;
  return {
    same: false,
    why: byOther
      ? `The verdict was made by ${read.judge} and this is ${JUDGE_VERSION}; they need not agree.`
      : `The verdict does not follow from its evidence: ${firstDifference(text, again)}`,
  };
}

function firstDifference(stored: string, again: string): string {
  const theirs = stored.split('\n');
  const ours = again.split('\n');
  const at = ours.findIndex((line, i) => line !== theirs[i]);
  return at < 0
    ? 'it holds more than the evidence gives.'
    : `line ${at + 1} holds ${JSON.stringify(shown(theirs[at]))}, judged again it is ${JSON.stringify(shown(ours[at]))}.`;
}

const shown = (line: string | undefined): string => (line ?? 'nothing').trim().slice(0, 80);
