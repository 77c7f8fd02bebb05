import type { FixFlags } from './commands/fix.ts';
import type { KedgeContext } from './context.ts';
import { lookOf, type Look } from './print.ts';

export const NOTHING_DECIDED =
  'Nothing is decided and waits to be carried out. `kedge drift` lists what is open.';

/** What cannot be asked for at once, or was not said; null: it is clear what is to be carried out. */
export function fixConflict(flags: FixFlags, ids: readonly string[]): string | null {
  const asked = [
    ids.length > 0 ? 'differences' : null,
    flags.all ? '--all' : null,
    flags.resume === undefined ? null : '--resume',
  ].filter((word) => word !== null);
  if (asked.length > 1) return `Cannot use ${asked[0]} together with ${asked[1]}. Give one of them.`;
  if (asked.length === 1) return null;
  return 'Which difference? Give its fingerprint, or --all; `kedge drift list --state approved` lists what is decided.';
}

/** Shows the plan; what is to happen takes a yes, given now by a person or before by a flag. null: yes; else why not. */
export async function confirmPlan(
  context: KedgeContext,
  flags: Pick<FixFlags, 'json' | 'dryRun' | 'yes'>,
  plan: (look: Look) => string,
): Promise<string | null> {
  // With --json the other output is for a program.
  const out = flags.json ? context.process.stderr : context.process.stdout;
  out.write(plan(lookOf(context)));
  if (flags.dryRun) return 'It was a dry run.';
  if (flags.yes) return null;
  if (context.ask === undefined) {
    return 'There is no terminal to ask on. Give --yes to apply the plan that was shown.';
  }
  const answer = await context.ask('Apply exactly this? Only `yes` does: ');
  return answer?.trim() === 'yes' ? null : `The answer was ${JSON.stringify(answer ?? '')}, not \`yes\`.`;
}
