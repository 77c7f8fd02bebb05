import type { Change } from './change.ts';
import { approvalsMissing } from './change-approval.ts';
import { declare } from './declare.ts';
import { declarationDigest } from './declaration-digest.ts';

/** Green checks are of a moment. Older ones are asked again. */
export const CHECKS_LAST_MS = 15 * 60 * 1000;

/**
 * Everything that has to hold at the moment of the start, asked again there: whatever was true when it became ready may
 * not be any more. Sentences; empty: it may.
 */
export function startObstacles(change: Change, now: string): readonly string[] {
  const { declaration, checks, digest } = change;
  const obstacles: string[] = [];
  const { owner, channel, ...rest } = declaration;
  const declared = declare({ ...rest, owners: [owner], channels: [channel] });
  if ('faults' in declared) obstacles.push(...declared.faults.map(({ sentence }) => sentence));
  if (declarationDigest(declaration) !== digest)
    obstacles.push('The declaration is not the one that was opened.');
  const missing = approvalsMissing(change);
  if (missing > 0)
    obstacles.push(
      `${missing} ${missing === 1 ? 'approval is' : 'approvals are'} missing: kedge change approve ${change.id}`,
    );
  if (checks === null || checks.digest !== digest) {
    obstacles.push(`Its checks have not been run: kedge change check ${change.id}`);
    return obstacles;
  }
  if (Date.parse(now) - Date.parse(checks.at) > CHECKS_LAST_MS || checks.at > now) {
    obstacles.push(`Its checks are of ${checks.at} and no longer count: kedge change check ${change.id}`);
  }
  for (const { name, outcome, sentence } of checks.results) {
    if (outcome !== 'passed') obstacles.push(`The check ${name} is not green (${outcome}): ${sentence}`);
  }
  const unasked = declaration.checks.filter(
    ({ name }) => !checks.results.some((result) => result.name === name),
  );
  obstacles.push(...unasked.map(({ name }) => `The check ${name} was not asked.`));
  return obstacles;
}
