import type { FastCheck, FastComparison } from '#ports/fast-check.ts';
import type { StackContext } from '../stack-context.ts';
import { createStackOpener, type TerraformEngineSettings } from '../terraform-engine.ts';
import { prepareWorkingFolder } from '../working-folder.ts';
import { bareReason } from './bare-reasons.ts';
import { compareBothWays } from './both-ways.ts';
import { doubtText } from './fast-doubt.ts';

type Verified = { readonly comparison: FastComparison } | { readonly problem: string };

/** For `kedge fast verify` and `kedge doctor`. */
export function createFastCheck(settings: TerraformEngineSettings): FastCheck {
  const open = createStackOpener(settings);
  return {
    whyNot: (engine) => bareReason(engine, settings.env),
    verify: async (stack, onProgress, signal) => {
      const impossible = await bareReason(stack.engine, settings.env);
      if (impossible !== null) return { problem: notAvailable(stack.id, impossible) };
      const outcome = await open({ stack, onProgress, signal }, verify);
      if (!('kind' in outcome)) return outcome;
      return { problem: `Cannot plan ${stack.id} (${outcome.reason}): ${outcome.detail}` };
    },
  };
}

async function verify(context: StackContext): Promise<Verified> {
  const folder = await prepareWorkingFolder(context, false);
  if ('failure' in folder) {
    return { problem: `Cannot plan ${context.stack.id}: ${folder.failure.detail}` };
  }
  try {
    return { comparison: await compareBothWays(context, folder.value.cwd) };
  } catch (error) {
    return { problem: notAvailable(context.stack.id, doubtText(error)) };
  }
}

const notAvailable = (id: string, why: string): string =>
  `Cannot compare ${id}: the fast way steps aside, because ${why}. Scans of it run bare.`;
