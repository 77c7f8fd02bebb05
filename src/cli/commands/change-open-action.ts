import type { Declaration } from '#domain/change/declaration.ts';
import { relative, resolve, sep } from 'node:path';
import { readChangeFile } from '#platform/change-file.ts';
import { configProblemText } from '#platform/config-problem-text.ts';
import { openChange } from '#workflows/change/open-change.ts';
import { snakeKeys } from '../change-json.ts';
import { changeDependencies } from '../change-workshop.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { printJson } from '../print.ts';
import { withProject, type Project } from '../project.ts';
import type { ProjectFlags } from './shared-flags.ts';

export async function changeOpenAction(
  context: KedgeContext,
  flags: ProjectFlags,
  file: string | null,
): Promise<void> {
  const written = file === null ? null : await readDeclaration(context, file);
  if (file !== null && written === null) return;
  await withProject(context, { dir: flags.dir, command: 'kedge change open' }, async (project) => {
    const declared = written ?? (await askedDeclaration(context, project));
    if (declared === null) return;
    const opened = await openDeclared(context, project, declared);
    if (opened === null) return;
    const { change, how } = opened;
    if (flags.json) return printJson(context, snakeKeys(change));
    context.process.stdout.write(
      `${HOW[how]}: ${change.id} is ${change.state}.\nNext: kedge change check ${change.id}\n`,
    );
  });
}

const HOW = {
  opened: 'Opened',
  same: 'Nothing changed',
  redeclared: 'Declared anew; old approvals and checks are void',
} as const;

async function askedDeclaration(context: KedgeContext, project: Project): Promise<DeclaredIn | null> {
  const file = await askedFile(context, project);
  return file === null ? null : readDeclaration(context, file);
}

async function askedFile(context: KedgeContext, project: Project): Promise<string | null> {
  if (context.ask === undefined) {
    context.process.stderr.write(
      'Which change? Give its file, such as changes/checkout-42.yaml. kedge schema change is its format.\n',
    );
    context.process.exitCode = EXIT.error;
    return null;
  }
  const { askForChange } = await import('../ask-for-change.ts');
  const who = await project.actor();
  return askForChange(context, project.loaded.root, 'actor' in who ? who.actor : '');
}

/** A declaration and the file that it stands in, absolute. */
export interface DeclaredIn {
  readonly declaration: Declaration;
  readonly path: string;
}

/** Before memory is opened: a file that cannot be used should not cost the time. What is wrong is printed. */
export async function readDeclaration(context: KedgeContext, name: string): Promise<DeclaredIn | null> {
  const path = resolve(context.cwd, name);
  const read = await readChangeFile(path, name);
  if ('declaration' in read) return { declaration: read.declaration, path };
  return refuse(context, read.problems.map(configProblemText).join('\n'), EXIT.error);
}

/** Remembers it; what stands against it is printed, and gives null. */
export async function openDeclared(
  context: KedgeContext,
  project: Project,
  { declaration, path }: DeclaredIn,
) {
  const who = await project.actor();
  if ('problem' in who) return refuse(context, who.problem, EXIT.error);
  const { root } = project.loaded;
  const place = await project.kedge.repository.find(root);
  const opened = await openChange(
    {
      declaration,
      file: relative(root, path).split(sep).join('/'),
      commit: place?.commit ?? null,
      actor: who.actor,
    },
    await changeDependencies(context, project),
  );
  return 'refused' in opened ? refuse(context, opened.refused, EXIT.refused) : opened;
}

function refuse(context: KedgeContext, sentence: string, code: number): null {
  context.process.stderr.write(`${sentence}\n`);
  context.process.exitCode = code;
  return null;
}
