import type { Difference } from '#domain/drift/report.ts';
import { changeOf, type DocumentPart } from '#domain/drift/text/change.ts';
import { lineDiff } from '#domain/drift/text/line-diff.ts';
import { pairText } from '#domain/drift/text/value-text.ts';
import type { DriftChange } from '../schema/drift.ts';

const LONGEST_SIDE = 20_000;
const MOST_LINES = 400;

/** What changed, ready to be shown in full. */
export function driftChange(difference: Difference): DriftChange {
  const change = changeOf(difference);
  switch (change.kind) {
    case 'words':
      return { kind: 'words', text: change.text };
    case 'pair':
      return { kind: 'pair', ...pairText(change.before, change.after, LONGEST_SIDE) };
    case 'lines':
      return {
        kind: 'lines',
        text: change.text,
        lines: lineDiff(change.before, change.after, MOST_LINES).map(({ sign, text }) => ({ sign, text })),
      };
    case 'document':
      return {
        kind: 'document',
        text: change.text,
        parts: change.parts.map(partOf),
      };
  }
}

function partOf({ path, before, after }: DocumentPart): ShownPart {
  if (before.kind === 'secret' && after.kind === 'secret') {
    return { path, before: '(sensitive)', after: '(sensitive, changed)' };
  }
  return { path, ...pairText(before, after, LONGEST_SIDE) };
}

type ShownPart = Extract<DriftChange, { kind: 'document' }>['parts'][number];
