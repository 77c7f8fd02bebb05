import type { Difference, Report } from '#domain/drift/report.ts';
import { difference, inSyncStack, reportOf, stack, value } from './sample-builders.ts';
import { unknownStack } from './sample-report.ts';

/** `count` stacks: every tenth drifted in five places, every tenth unknown, the others in sync. */
export function largeReport(count: number): Report {
  return reportOf(
    Array.from({ length: count }, (_, i) => {
      const id = `team-${i % 7}/stack-${String(i).padStart(3, '0')}`;
      if (i % 10 === 0) return stack({ id, path: id, differences: manyDifferences(id, 5) });
      return i % 10 === 1 ? { ...unknownStack(), id, path: id } : inSyncStack(id);
    }),
  );
}

export function manyDifferences(seed: string, count: number): Difference[] {
  return Array.from({ length: count }, (_, i) =>
    difference({
      fingerprint: hashOf(`${seed}${i}`),
      address: `module.workers["w${i}"].aws_instance.node[${i}]`,
      path: 'tags["Team"]',
      memory: value('payments'),
      intent: value('payments'),
      reality: value(`someone-else-${i}`),
    }),
  );
}

/** Any hash will do, as long as the same text gives the same one. */
function hashOf(text: string): string {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
