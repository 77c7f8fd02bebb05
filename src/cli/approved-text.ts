import { visible } from '#domain/drift/text/visible-text.ts';
import type { KedgeContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import { printJson } from './print.ts';

export const NOTHING_NAMED =
  'Which difference? `kedge drift list --state awaiting_approval` lists what waits.';
export const NOT_DECIDED = 'nobody has decided about it, so there is nothing to approve';

/** What became of approving one decision. */
export interface Approved {
  readonly decision: string | null;
  readonly differences: readonly { readonly fingerprint: string }[];
  readonly missing: number;
  readonly refused: string | null;
  /** Files of the repository that were written. */
  readonly files: readonly string[];
  readonly problems: readonly string[];
}

export function showApproved(context: KedgeContext, json: boolean, results: readonly Approved[]): void {
  if (json) printJson(context, results.map(resultJson));
  else context.process.stdout.write(results.map(resultText).join(''));
  for (const problem of results.flatMap(({ problems }) => problems)) {
    context.process.stderr.write(`${problem}\n`);
  }
  if (results.some(({ problems }) => problems.length > 0)) context.process.exitCode = EXIT.error;
  else if (results.some(({ refused }) => refused !== null)) context.process.exitCode = EXIT.refused;
}

function resultText({ decision, differences, missing, refused, files }: Approved): string {
  const names = differences.map(({ fingerprint }) => fingerprint).join(' ');
  if (refused !== null) return `Refused  ${names}: ${visible(refused)}\n`;
  const more =
    missing === 0
      ? ''
      : ` ${missing === 1 ? 'One more approval is' : `${missing} more approvals are`} needed.`;
  const written = files.map((file) => `  written: ${visible(file)}\n`).join('');
  const next = missing > 0 ? '' : `\nNext: somebody else than the approvers: kedge fix ${names}\n`;
  return `Approved  decision ${decision}: ${names}.${more}\n${written}${next}`;
}

const resultJson = ({ decision, differences, missing, refused, files, problems }: Approved): unknown => ({
  decision,
  fingerprints: differences.map(({ fingerprint }) => fingerprint),
  missing,
  refused,
  files,
  problems,
});
