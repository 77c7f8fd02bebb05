import type { Difference, Report } from '#domain/drift/report.ts';
import type { PlantedChange } from './planted-changes.ts';

/**
 * What a report says too little or too much about the planted changes, a sentence each. Empty: exactly these were
 * found. A stack that could not be read is no success, whatever was found in it.
 */
export function checkFindings(report: Report, planted: readonly PlantedChange[]): readonly string[] {
  const unread = report.stacks
    .filter((stack) => stack.status === 'unknown')
    .map((stack) => `${stack.id} could not be read: ${stack.unknown?.sentence ?? 'no reason was given.'}`);
  const left = report.stacks.flatMap((stack) => stack.differences);
  const missed: string[] = [];
  for (const change of planted) {
    const at = left.findIndex((difference) => isFor(difference, change));
    if (at === -1) missed.push(`missed: ${describe(change.expected)} (${change.story}).`);
    else left.splice(at, 1);
  }
  const extra = left.map((difference) => `reported, but nobody changed it: ${describe(difference)}.`);
  return [...unread, ...missed, ...extra];
}

function isFor(difference: Difference, { expected }: PlantedChange): boolean {
  return (
    difference.drift &&
    difference.class === expected.class &&
    difference.address === expected.address &&
    attributeOf(difference.path) === expected.path
  );
}

/** `tags["owner"]` is of `tags`, `ingress[3].cidr_blocks` of `ingress`. */
const attributeOf = (path: string): string => /^[^.[{]*/.exec(path)?.[0] ?? '';

const describe = (place: { class: string; address: string; path: string }): string =>
  `${place.class} ${place.address}${place.path === '' ? '' : ` ${place.path}`}`;
