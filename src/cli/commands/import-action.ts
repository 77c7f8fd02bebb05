import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { adoptUnmanaged } from '#workflows/adopt-unmanaged.ts';
import type { ImportRequest } from '#workflows/import-request.ts';
import type { ScanTarget } from '#workflows/scan-stack.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { createFixProgress } from '../fix-progress.ts';
import { importExitCode, importResultJson, importResultText } from '../import-text.ts';
import { printJson, printText } from '../print.ts';
import { withProject, type Project } from '../project.ts';
import { stackTargets } from '../stack-targets.ts';
import type { ImportFlags } from './import.ts';

export interface ImportWords {
  readonly address: string;
  readonly id: string;
  readonly path: string | null;
}

export async function importAction(
  context: KedgeContext,
  flags: ImportFlags,
  words: ImportWords,
): Promise<void> {
  if (flags.patch && flags.push !== undefined) {
    return fail(
      context,
      'Cannot use --patch together with --push: a patch makes no branch. Give one of them.',
    );
  }
  const dir = flags.dir ?? (await folderIn(context, words.path)) ?? undefined;
  const project = { dir, command: 'kedge import', verbose: flags.verbose };
  await withProject(context, project, (opened) => importIn(context, flags, words, opened));
}

async function importIn(
  context: KedgeContext,
  flags: ImportFlags,
  { address, id, path }: ImportWords,
  project: Project,
): Promise<void> {
  const who = await project.actor();
  if ('problem' in who) return fail(context, who.problem);
  const found = await stackTargets(context, project.loaded.root, flags.verbose);
  if ('problem' in found) return fail(context, found.problem);
  const chosen = await chooseStack(context, [...found.targets.values()], path ?? flags.dir ?? '.');
  if ('problem' in chosen) return fail(context, chosen.problem);
  const { reason } = flags;
  const request: ImportRequest = { ...chosen, address, id, reason, actor: who.actor };
  await carryOut(context, flags, project, request);
}

async function carryOut(
  context: KedgeContext,
  flags: ImportFlags,
  { kedge, memory }: Project,
  request: ImportRequest,
): Promise<void> {
  const stack = request.target.id;
  const [{ remedy }, tools] = await Promise.all([kedge.remedy(), kedge.imports()]);
  const progress = createFixProgress(context.process.stderr, stack, flags.quiet);
  const options = { patchOnly: flags.patch, pushTo: flags.push ?? null };
  const deps = { ...kedge, ...tools, memory, remedy };
  const result = await adoptUnmanaged(request, options, deps, progress, context.signal).finally(() =>
    progress.end(),
  );
  if (flags.json) printJson(context, importResultJson(stack, result));
  else printText(context, (look) => importResultText(stack, result, look));
  context.process.exitCode = context.signal.aborted ? EXIT.interrupted : importExitCode(result);
}

type Chosen = Pick<ImportRequest, 'target' | 'sameFolder'>;

/** @param wanted the name of a stack or a folder; a folder above exactly one stack stands for it */
async function chooseStack(
  { cwd }: KedgeContext,
  targets: readonly ScanTarget[],
  wanted: string,
): Promise<Chosen | { readonly problem: string }> {
  const folder = await realFolder(resolve(cwd, wanted));
  const placed = await Promise.all(
    targets.map(async (target) => ({ target, folder: await realFolder(target.stack.folder) })),
  );
  const named = placed.filter(({ target }) => target.id === wanted);
  const here = placed.filter((each) => each.folder === folder);
  const below = placed.filter((each) => each.folder.startsWith(`${folder}/`));
  const [one, ...more] = [named, here, below].find((found) => found.length > 0) ?? [];
  if (one === undefined) {
    return { problem: `There is no stack in ${folder}. ${listed(targets)}` };
  }
  if (more.some((other) => other.folder !== one.folder)) {
    return { problem: `There are ${more.length + 1} stacks below ${folder}. ${listed(targets)}` };
  }
  const others = placed.filter((each) => each.folder === one.folder && each.target !== one.target);
  return { target: one.target, sameFolder: others.map(({ target }) => target.id) };
}

const SHOWN = 10;

function listed(targets: readonly ScanTarget[]): string {
  const names = targets.map(({ id }) => id).toSorted();
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `Give the folder or the name of one as the last word: ${names.slice(0, SHOWN).join(', ')}${more}.`;
}

/** A stack elsewhere has its project there. */
async function folderIn({ cwd }: KedgeContext, path: string | null): Promise<string | null> {
  if (path === null) return null;
  const about = await stat(resolve(cwd, path)).catch(() => null);
  return about?.isDirectory() === true ? path : null;
}

const realFolder = (path: string): Promise<string> => realpath(path).catch(() => path);

function fail(context: KedgeContext, problem: string): void {
  context.process.stderr.write(`${problem}\n`);
  context.process.exitCode = EXIT.error;
}
