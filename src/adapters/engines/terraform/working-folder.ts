import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from './failure-reason.ts';
import { attachedProviders, initStamp } from './init-stamp.ts';
import { initialise, missingWorkspace } from './initialise.ts';
import { LOCK_FILE } from './installed-providers.ts';
import { buildShadow, shadowTop } from './shadow-folder.ts';
import type { Outcome, StackContext } from './stack-context.ts';
import { readStackMemory, writeStackMemory, type StackMemory } from './stack-memory.ts';
import { hasLocalWorkspace } from './workspace.ts';

/** A folder in which a plan of the stack can run. */
export interface WorkingFolder {
  readonly cwd: string;
  readonly warnings: readonly string[];
  /** False: an earlier init still stands, so a plan that asks for one may be right. */
  readonly justInitialised: boolean;
}

type Place = StackMemory['place'];

const NO_LOCK_FILE =
  'There is no lock file (.terraform.lock.hcl): the provider versions are chosen by Kedge and kept in its cache. Commit a lock file to scan with the versions you apply with.';

/** Gives the folder to plan in, initialised. `again`: the last init does not stand any more. */
export async function prepareWorkingFolder(
  context: StackContext,
  again: boolean,
): Promise<Outcome<WorkingFolder>> {
  const unsafe = await findUnsafeWorkspace(context);
  if (unsafe !== null) return { failure: unsafe };
  const memory = await readStackMemory(context.home);
  const stamp = await initStamp(context);
  if (!again && memory.initStamp === stamp && workspaceIsSure(context)) {
    return enter(context, memory.place, [], false);
  }
  context.onProgress({ kind: 'phase', phase: 'init' });
  // An init that dies half-way must not be taken for a good one.
  await writeStackMemory(context.home, { ...memory, initStamp: null });
  const place = firstPlace(context);
  let done = await initialiseIn(context, place);
  if ('failure' in done.outcome && done.wantsLockFile && place === 'folder' && context.lockFile === null) {
    done = await initialiseIn(context, 'shadow');
  }
  if ('value' in done.outcome) {
    await writeStackMemory(context.home, { ...memory, initStamp: stamp, place: done.place });
  }
  return done.outcome;
}

/** Planning in a workspace that does not exist makes one; an init that runs now is what tells. */
const workspaceIsSure = ({ workspace, tree }: StackContext): boolean =>
  workspace === 'default' || tree.backend === 'implicit';

async function findUnsafeWorkspace(context: StackContext) {
  const { tree, folder, workspace } = context;
  if (tree.backend !== 'implicit' || (await hasLocalWorkspace(folder, workspace))) return null;
  return missingWorkspace(context);
}

/** A guess that saves an init which cannot succeed; a wrong one is put right by what the init says. */
function firstPlace({ lockFile, tree, env }: StackContext): Place {
  const attached = attachedProviders(env['TF_REATTACH_PROVIDERS']).length > 0;
  return lockFile === null && tree.needsProviders && !attached ? 'shadow' : 'folder';
}

interface InitialisedPlace {
  readonly place: Place;
  readonly outcome: Outcome<WorkingFolder>;
  readonly wantsLockFile: boolean;
}

async function initialiseIn(context: StackContext, place: Place): Promise<InitialisedPlace> {
  const entered = await enter(context, place, [], true);
  if ('failure' in entered) return { place, outcome: entered, wantsLockFile: false };
  const { cwd } = entered.value;
  const init = await initialise(context, { cwd, mayWriteLockFile: place === 'shadow' });
  if ('failure' in init) return { place, outcome: init, wantsLockFile: init.wantsLockFile };
  if (place === 'shadow') await keepLockFile(context, cwd);
  const warnings = [...entered.value.warnings, ...init.value.warnings];
  return {
    place,
    outcome: { value: { cwd, warnings, justInitialised: true } },
    wantsLockFile: false,
  };
}

async function enter(
  context: StackContext,
  place: Place,
  warnings: readonly string[],
  justInitialised: boolean,
): Promise<Outcome<WorkingFolder>> {
  const shadowRoot = join(context.home, 'shadow');
  if (place === 'folder') {
    await rm(shadowRoot, { recursive: true, force: true });
    return { value: { cwd: context.folder, warnings, justInitialised } };
  }
  const { placeFunctions, highestFolder } = context.tree;
  if (placeFunctions.length > 0) {
    return {
      failure: failure(
        'incomplete',
        `There is no lock file in ${context.folder}, so Kedge would plan in a copy of the folder made of links; but the configuration uses ${placeFunctions.join(' and ')}, which would read differently there and show drift that is none. Run init in the folder and commit ${LOCK_FILE}.`,
      ),
    };
  }
  // Built anew each time: files that came or went since are then seen.
  const cwd = await buildShadow({
    stackFolder: context.folder,
    top: await shadowTop(context.folder, highestFolder),
    into: shadowRoot,
  });
  const kept = await readFile(join(context.home, LOCK_FILE), 'utf8').catch(() => null);
  if (kept !== null) await writeFile(join(cwd, LOCK_FILE), kept, { mode: 0o600 });
  return { value: { cwd, warnings: [...warnings, NO_LOCK_FILE], justInitialised } };
}

/** The versions stay put between scans; the shadow itself does not. */
async function keepLockFile({ home }: StackContext, cwd: string): Promise<void> {
  const text = await readFile(join(cwd, LOCK_FILE), 'utf8').catch(() => null);
  if (text !== null) await writeFile(join(home, LOCK_FILE), text, { mode: 0o600 });
}
