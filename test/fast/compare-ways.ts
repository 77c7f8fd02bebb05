import { askEverything, compareAnswers } from '#adapters/engines/terraform/fast/both-ways.ts';
import { openFastCaches } from '#adapters/engines/terraform/fast/fast-caches.ts';
import { prepareFastPlan, withAttached } from '#adapters/engines/terraform/fast/fast-plan.ts';
import { createStackOpener } from '#adapters/engines/terraform/terraform-engine.ts';
import { prepareWorkingFolder } from '#adapters/engines/terraform/working-folder.ts';
import type { PrivateCache } from '#platform/private-cache.ts';
import type { EngineStack } from '#ports/engine.ts';

/** One plan of a stack made both ways. */
export interface ComparedWays {
  /** The parts in which the two ways differ, and the doubt that the fast way had of itself. */
  readonly differing: readonly string[];
  /** What the bare way gave. */
  readonly exitCode: number | null;
  readonly text: string;
  /** How often the fast way answered a check of a provider's configuration from memory. */
  readonly remembered: number;
}

/**
 * Plans bare and then fast, and compares everything that Terraform says, even where a scan would fall back. `warm`: a
 * fast plan goes before, so that the compared one meets what was kept of this very configuration.
 */
export async function compareWays(
  place: { readonly cache: PrivateCache; readonly env: Readonly<Record<string, string | undefined>> },
  stack: EngineStack,
  warm: boolean,
): Promise<ComparedWays> {
  const log: string[] = [];
  const open = createStackOpener({ ...place, log: (line) => log.push(line) });
  const outcome = await open(
    { stack, onProgress: () => undefined, signal: new AbortController().signal },
    async (context) => {
      const folder = await prepareWorkingFolder(context, false);
      if ('failure' in folder) throw new Error(folder.failure.detail);
      const { cwd } = folder.value;
      const plan = await prepareFastPlan(context, cwd, await openFastCaches(place.cache));
      const askFast = () => withAttached(context, plan, (attached) => askEverything(attached, cwd));
      if (warm) await askFast();
      const bare = await askEverything(context, cwd);
      log.length = 0;
      const { result, doubt } = await askFast();
      const differing = compareAnswers(bare, result).flatMap(({ what, same }) => (same ? [] : [what]));
      return {
        differing: doubt === null ? differing : [...differing, doubt],
        exitCode: bare.exitCode,
        text: `${bare.text}${bare.errors}`,
        remembered: log.reduce((sum, line) => sum + Number(/remembered (\d+)/.exec(line)?.[1] ?? 0), 0),
      };
    },
  );
  if ('kind' in outcome) throw new Error(`${outcome.reason}: ${outcome.detail}`);
  return outcome;
}
