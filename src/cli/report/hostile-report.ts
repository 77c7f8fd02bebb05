import type { Report } from '#domain/drift/report.ts';
import { sampleReport } from './sample-report.ts';

/** Markup, terminal escapes, forged lines, mentions and commands to build servers in one text. */
export const HOSTILE =
  '</script><img src=x onerror=alert(1)>|`\\|``<!-- & "\' ]]> \u001b[31m\u202e\u009b1m @team #12 [a](https://x.example)\r\n## forged\n::error::x ::error::y ##[error]z ##vso[task.setvariable variable=a]b\u0000\u{e0041}\u2028';

/** The sample with every free text replaced by text that attacks every format. */
export function hostileReport(): Report {
  return poison(sampleReport(), '') as Report;
}

/** Fields whose words are fixed by the schema. */
const FIXED = new Set([
  'version@',
  'name@tool',
  'status',
  'class',
  'severity',
  'change',
  'kind',
  'effect',
  'code@unknown',
]);

function poison(node: unknown, parent: string): unknown {
  if (Array.isArray(node))
    return node.map((item) => (typeof item === 'string' ? HOSTILE : poison(item, parent)));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, child]) => {
      if (FIXED.has(key) || FIXED.has(`${key}@${parent}`)) return [key, child];
      return [key, typeof child === 'string' ? HOSTILE : poison(child, key)];
    }),
  );
}
