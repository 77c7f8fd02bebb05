import { readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { quoteText } from '#adapters/hcl/edit/render-value.ts';
import type { PrivateCache } from '#platform/private-cache.ts';
import type { EngineStack } from '#ports/engine.ts';
import type { DraftWanted, ImportDrafter } from '#ports/import-drafter.ts';
import { createEngineFinder } from '../engine-binary.ts';
import type { Failure } from '../failure-reason.ts';
import { writePlan } from '../plan-command.ts';
import type { RemedyPlace, StackContext } from '../stack-context.ts';
import { createStackOpener, type TerraformEngineSettings } from '../terraform-engine.ts';
import { prepareWorkingFolder } from '../working-folder.ts';
import { checkGenerateCommand } from './generate-commands.ts';

type Draft = Awaited<ReturnType<ImportDrafter['draft']>>;

/** Terraform and OpenTofu as what writes configuration: one plan with `-generate-config-out`, and nothing else. */
export function createImportDrafter(settings: TerraformEngineSettings): ImportDrafter {
  const finder = createEngineFinder(settings.env);
  return {
    draft: async (stack, wanted, onProgress, signal) => {
      await refuseForeignFolder(stack, settings.cache);
      // What is generated may hold secrets: it lies where nothing outlives the run, also after a kill.
      const run = await settings.cache.runFolder();
      try {
        const remedy: RemedyPlace = { home: run.path, check: checkGenerateCommand };
        const placed: TerraformEngineSettings & { readonly remedy: RemedyPlace } = { ...settings, remedy };
        const bare: EngineStack = { ...stack, lock: false, fast: 'off' };
        const opened = await createStackOpener(placed, finder)(
          { stack: bare, onProgress, signal },
          async (context) => ({ draft: await draftIn(context, wanted) }),
        );
        return 'draft' in opened ? opened.draft : { failed: opened.reason, detail: opened.detail };
      } finally {
        await run.remove();
      }
    },
  };
}

const DRAFT_FILE = 'kedge_import_draft.tf';

async function draftIn(context: StackContext, wanted: DraftWanted): Promise<Draft> {
  const file = join(context.folder, DRAFT_FILE);
  await writeFile(file, importBlock(wanted), { flag: 'wx', mode: 0o600 });
  try {
    const prepared = await prepareWorkingFolder(context, false);
    if ('failure' in prepared) return failed(prepared.failure);
    const generated = join(context.home, 'generated.tf');
    const words = ['-lock=false', `-generate-config-out=${generated}`];
    const { failed: why } = await writePlan(context, prepared.value.cwd, 0, words);
    // A plan that fails over what it has just generated has generated it: a shorter form of it may be right.
    const text = await readFile(generated, 'utf8').catch(() => null);
    if (text !== null && text.trim() !== '') return { generated: text };
    if (why === null) return { notFound: 'The engine planned the import and wrote no configuration for it.' };
    return NOT_THERE.test(why.failure.detail) ? { notFound: why.failure.detail } : failed(why.failure);
  } finally {
    await rm(file, { force: true });
  }
}

/** Terraform's words, whatever the provider. */
const NOT_THERE = /Cannot import non-existent remote object|doesn't support import/;

const importBlock = ({ type, name, id, provider }: DraftWanted): string =>
  [
    'import {',
    `  to = ${type}.${name}`,
    `  id = ${quoteText(id, 'hcl')}`,
    ...(provider === null ? [] : [`  provider = ${provider}`]),
    '}',
    '',
  ].join('\n');

const failed = ({ reason, detail }: Failure): Draft => ({ failed: reason, detail });

/** The draft is a file beside the code: in the user's folder somebody else's plan would meet it. */
async function refuseForeignFolder({ folder }: EngineStack, { root }: PrivateCache): Promise<void> {
  const real = await realpath(folder);
  if (!real.startsWith(root + sep)) throw new Error(`A draft is never made outside of ${root}: ${real}.`);
}
