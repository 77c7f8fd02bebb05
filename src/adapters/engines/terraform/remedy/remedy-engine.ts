import type { PrivateCache } from '#platform/private-cache.ts';
import type { Grace } from '#platform/run-process.ts';
import type { EngineProgress, EngineStack } from '#ports/engine.ts';
import type { EngineFailure, RemedyEngine } from '#ports/remedy-engine.ts';
import { createEngineFinder } from '../engine-binary.ts';
import type { RemedyPlace, StackContext } from '../stack-context.ts';
import { createStackOpener, type TerraformEngineSettings } from '../terraform-engine.ts';
import { applyKept, followApply } from './apply-kept.ts';
import {
  createApplyFolder,
  findApplyFolder,
  isOwnApply,
  removeApplyFolder,
  type ApplyFolder,
} from './apply-folder.ts';
import { keepPlan } from './keep-plan.ts';
import { checkRemedyCommand } from './remedy-commands.ts';
import { discardApply } from './sweep-applies.ts';
import { validateStack } from './validate-stack.ts';

export interface RemedyEngineSettings {
  readonly cache: PrivateCache;
  /** The environment that Kedge was started with; only an allow list of it reaches the engine. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** On a server: of the environment a stack gets a fixed base and what its own `env` names. */
  readonly namedOnly?: boolean;
  /** One line per thing done, for --verbose. Holds no values of the stack. */
  readonly log: (line: string) => void;
  /** How long a plan that is stopped may take; an apply may take for ever. */
  readonly grace?: Grace;
  /** How long plan and apply wait for the lock of the state, in whole seconds; default 30. */
  readonly lockSeconds?: number;
}

const LOCK_SECONDS = 30;

/** Terraform and OpenTofu as what changes things. It shares the preparation of a scan and nothing of its fast way. */
export function createRemedyEngine(settings: RemedyEngineSettings): RemedyEngine {
  const { cache, env, log, namedOnly = false, lockSeconds = LOCK_SECONDS } = settings;
  const open = createRemedyOpener(settings);
  return {
    validate: async (stack, signal) => {
      const folder = await createApplyFolder(cache);
      try {
        return await open(folder, { stack, onProgress: () => undefined, signal }, validateStack);
      } finally {
        await removeApplyFolder(folder);
      }
    },
    plan: async (stack, targets, onProgress, signal) => {
      const folder = await createApplyFolder(cache);
      const outcome = await open(folder, { stack, onProgress, signal }, (context) =>
        keepPlan(context, { folder, targets, lockSeconds }),
      );
      if (!('kept' in outcome)) await removeApplyFolder(folder);
      return outcome;
    },
    apply: async (path, onProgress, signal) => {
      const folder = await findApplyFolder(cache, path);
      if (folder === null) {
        return { kind: 'refused', reason: 'unusable', detail: `There is no plan in ${path} any more.` };
      }
      return applyKept(folder, { cache, env, namedOnly, log, lockSeconds, onProgress, signal });
    },
    findApply: async (path, signal) => {
      const folder = (await isOwnApply(cache, path)) ? await findApplyFolder(cache, path) : null;
      if (folder === null) {
        return {
          kind: 'lost',
          detail: `The notes of the apply in ${path} are gone. Only a fresh read tells what it did.`,
        };
      }
      return followApply(folder, { onProgress: () => undefined, signal });
    },
    discard: async (path) => {
      const folder = (await isOwnApply(cache, path)) ? await findApplyFolder(cache, path) : null;
      return folder === null ? { refused: null } : discardApply(folder);
    },
  };
}

interface Asked {
  readonly stack: EngineStack;
  readonly onProgress: (progress: EngineProgress) => void;
  readonly signal: AbortSignal;
}

/** Opens a stack as a scan does, but in a folder of its own and by the rules of a remedy. */
function createRemedyOpener(settings: RemedyEngineSettings) {
  const finder = createEngineFinder(settings.env);
  return async <T>(
    folder: ApplyFolder,
    asked: Asked,
    use: (context: StackContext) => Promise<T>,
  ): Promise<T | EngineFailure> => {
    const remedy: RemedyPlace = { home: folder.path, check: checkRemedyCommand };
    const placed: TerraformEngineSettings & { readonly remedy: RemedyPlace } = { ...settings, remedy };
    const stack: EngineStack = { ...asked.stack, lock: true, fast: 'off' };
    const outcome = await createStackOpener(placed, finder)({ ...asked, stack }, async (context) => ({
      value: await use(context),
    }));
    return 'value' in outcome ? outcome.value : { failed: outcome.reason, detail: outcome.detail };
  };
}
