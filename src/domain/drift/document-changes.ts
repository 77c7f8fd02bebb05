import type { Redactor } from '../secret/redact.ts';
import { contextAt } from '../secret/secret-context.ts';
import { renderPath } from './attribute-path.ts';
import { compareValues } from './compare-values.ts';
import type { FoundDifference } from './join-plan.ts';
import { documentIn } from './json-document.ts';
import type { DocumentChange, Side } from './report.ts';

/** A document with more changed places than a reader follows is shown as a whole. */
const MOST = 12;

/** What changed inside a JSON document that one string attribute holds. Empty for everything else. */
export function documentChanges(
  found: FoundDifference,
  sides: readonly Side[],
  redactor: Redactor,
): DocumentChange[] {
  // Where the whole is secret its parts are, too, whatever they are called.
  if (sides.some((side) => side.kind === 'secret')) return [];
  const before = documentIn(found.between === 'drift' ? found.memory : found.reality);
  const after = documentIn(found.between === 'drift' ? found.reality : found.intent);
  if (before === undefined || after === undefined) return [];
  const changes = compareValues(before, after);
  if (changes.length > MOST) return [];
  return changes.map((change) => {
    const shown = redactor.changedSides(
      change.before,
      change.after,
      contextAt(before, change.path, undefined),
      contextAt(after, change.path, undefined),
    );
    return {
      path: redactor.redactText(renderPath(change.path)),
      before: shown.memory,
      after: shown.reality,
    };
  });
}
