import type { ImportResult, ProvenImport } from '#workflows/import-request.ts';
import { EXIT } from './exit-code.ts';
import type { Look } from './print.ts';
import { ink, type Ink } from './report/ansi.ts';
import { visible } from '#domain/drift/text/visible-text.ts';

export function importResultText(stack: string, result: ImportResult, look: Look): string {
  const paint = ink(look.color);
  const name = visible(stack);
  switch (result.kind) {
    case 'refused':
      return [
        `${paint.red('Refused')}  ${name}: nothing was changed.`,
        ...result.refusals.flatMap(({ code, sentence, next }) => [
          `  ${visible(sentence)} ${paint.dim(`(${code})`)}`,
          ...(next === null ? [] : [`    ${paint.dim('->')} ${visible(next)}`]),
        ]),
        '',
      ].join('\n');
    case 'patch':
      return [`${result.patch.trimEnd()}\n`, ...provenLines(result), 'Nothing was written.', ''].join('\n');
    case 'proposed':
      return proposedText(name, result, paint);
  }
}

function proposedText(name: string, result: ImportResult & { kind: 'proposed' }, paint: Ink): string {
  const { branch, commit, pushedTo, pushProblem } = result;
  const pushed = pushedTo === null ? '' : `, pushed to ${visible(pushedTo)}`;
  return [
    `${paint.green('Proposed')}  ${name}: branch ${visible(branch)}, commit ${commit.slice(0, 12)}${pushed}.`,
    ...(pushProblem === null ? [] : [`  ${paint.red('Not pushed:')} ${visible(pushProblem)}`]),
    ...provenLines(result),
    pushedTo === null
      ? `Next: look at it with git show ${branch}, merge it, and apply: the apply takes it into the state.`
      : 'Next: open a pull request for it; the apply after the merge takes it into the state.',
    '',
  ].join('\n');
}

function provenLines({ address, proof, files, withheld }: ProvenImport): readonly string[] {
  const { engine, resourcesRead } = proof;
  return [
    `  Proven: ${engine} read ${resourcesRead} resources; the plan imports ${visible(address)} and holds nothing else new.`,
    `  written: ${files.map(visible).join(', ')}`,
    ...(withheld.length === 0
      ? []
      : [`  sensitive, and not in the code: ${withheld.map(visible).join(', ')}`]),
  ];
}

const CODES: Readonly<Record<ImportResult['kind'], number>> = {
  proposed: EXIT.inSync,
  patch: EXIT.inSync,
  refused: EXIT.refused,
};

export const importExitCode = ({ kind }: ImportResult): number => CODES[kind];

export function importResultJson(stack: string, result: ImportResult): unknown {
  const base = { stack, result: result.kind };
  switch (result.kind) {
    case 'refused':
      return { ...base, refusals: result.refusals };
    case 'patch':
      return { ...base, ...provenJson(result) };
    case 'proposed':
      return {
        ...base,
        branch: result.branch,
        pushed_to: result.pushedTo,
        push_problem: result.pushProblem,
        ...provenJson(result),
      };
  }
}

const provenJson = ({ address, commit, patch, proof, files, withheld }: ProvenImport): object => ({
  address,
  commit,
  files,
  withheld,
  proof: { engine: proof.engine, resources_read: proof.resourcesRead, left: proof.left },
  patch,
});
