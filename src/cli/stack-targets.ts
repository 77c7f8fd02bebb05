import { policiesOf } from '#platform/scan-policies.ts';
import type { ScanTarget } from '#workflows/scan-stack.ts';
import type { KedgeContext } from './context.ts';
import { findScanStacks, targetFor } from './run-scan.ts';

/** The stacks of a project by name, as a scan would plan them: a fix must act on the same. */
export async function stackTargets(
  context: KedgeContext,
  root: string,
  verbose: boolean,
): Promise<{ readonly targets: ReadonlyMap<string, ScanTarget> } | { readonly problem: string }> {
  const found = await findScanStacks(context, {
    paths: [root],
    overrides: {},
    concurrency: null,
    quiet: true,
    verbose,
  });
  if ('problem' in found) return found;
  const policies = await policiesOf(found.loaded);
  const targets = new Map<string, ScanTarget>();
  for (const stack of found.found.stacks) {
    targets.set(stack.id, await targetFor(stack, found.loaded, policies));
  }
  return { targets };
}
