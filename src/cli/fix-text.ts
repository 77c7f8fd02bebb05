import type { EditOrigin } from '#ports/code-editor.ts';
import type { FixResult } from '#workflows/fix-request.ts';
import { stackName } from './drift/listed-stack.ts';
import { EXIT } from './exit-code.ts';
import type { Look } from './print.ts';
import { ink, type Ink } from './report/ansi.ts';
import { visible } from '#domain/drift/text/visible-text.ts';

type Kind<Name extends FixResult['kind']> = Extract<FixResult, { readonly kind: Name }>;

/** What is told of a result. A server keeps the whole report elsewhere, and of a resumed fix not all that was read. */
export type ShownFixResult =
  | Exclude<FixResult, Kind<'verified' | 'proposed'>>
  | (Omit<Kind<'verified'>, 'report'> & { readonly report: { readonly resources_read: number | null } })
  | Omit<Kind<'proposed'>, 'patch'>;

/** How the fix of one stack ended. On a server the stack has a source. */
export interface FixOutcome {
  readonly source?: string;
  readonly stack: string;
  readonly kind: 'revert' | 'adopt';
  readonly result: ShownFixResult;
}

export function fixResultText({ source, stack, result }: FixOutcome, look: Look): string {
  const paint = ink(look.color);
  const name = visible(stackName({ ...(source === undefined ? {} : { source }), stack }));
  switch (result.kind) {
    case 'verified':
      return `${paint.green('Verified')}  ${name}: a fresh read${readText(result.report.resources_read)} is clean (run ${result.run}).\n`;
    case 'proposed':
      return proposedText(name, result, paint);
    case 'patch':
      return `${result.patch}\n${proofText(result.proof)}${originText(result.origins)}Nothing was written.\n`;
    case 'refused':
      return [
        `${paint.red('Refused')}  ${name}: nothing was changed.`,
        ...result.refusals.flatMap(({ code, sentence, next }) => [
          `  ${visible(sentence)} ${paint.dim(`(${code})`)}`,
          ...(next === null ? [] : [`    ${paint.dim('->')} ${visible(next)}`]),
        ]),
        '',
      ].join('\n');
    case 'not_confirmed':
      return `${paint.yellow('Not done')}  ${name}: nothing was changed. ${visible(result.why)}\n`;
    case 'not_verified':
      return [
        `${paint.red('Still different')}  ${name}: it is open again (run ${result.run}).`,
        ...(result.detail === null ? [] : [`  ${visible(result.detail)}`]),
        ...result.seen.map(
          ({ address, path, class: kind }) =>
            `  ${visible(path === '' ? address : `${address}.${path}`)} (${kind})`,
        ),
        '',
      ].join('\n');
    case 'unverified':
      return [
        `${paint.yellow('Not verified')}  ${name}: something was done, and nobody knows yet what it did.`,
        `  ${visible(result.detail)}`,
        '',
        // A server goes on by itself.
        `Next: ${source === undefined ? `kedge fix --resume ${result.run}` : `kedge job show ${result.run}`}`,
        '',
      ].join('\n');
  }
}

const readText = (read: number | null): string => (read === null ? '' : ` of ${read} resources`);

function proposedText(
  name: string,
  result: Extract<ShownFixResult, { readonly kind: 'proposed' }>,
  paint: Ink,
): string {
  const pushed = result.pushedTo === null ? '' : `, pushed to ${visible(result.pushedTo)}`;
  const next =
    result.pushedTo === null
      ? `Next: look at it with git show ${result.branch}, and merge it; the scan after that closes the difference.`
      : 'Next: open a pull request for it; the scan after the merge closes the difference.';
  return [
    `${paint.green('Proposed')}  ${name}: branch ${visible(result.branch)}, commit ${result.commit.slice(0, 12)}${pushed}.`,
    ...(result.pushProblem === null ? [] : [`  ${paint.red('Not pushed:')} ${visible(result.pushProblem)}`]),
    proofText(result.proof).trimEnd(),
    originText(result.origins).trimEnd(),
    next,
    '',
  ]
    .filter((line, i, all) => line !== '' || i === all.length - 1)
    .join('\n');
}

const proofText = (proof: Extract<FixResult, { kind: 'patch' }>['proof'] | null): string =>
  proof === null
    ? ''
    : `  Proven: ${proof.engine} read ${proof.resourcesRead} resources; nothing left of it, nothing new.\n`;

const originText = (origins: readonly EditOrigin[]): string =>
  origins.map(({ what, file, line }) => `  edited: ${visible(what)} at ${visible(file)}:${line}\n`).join('');

const CODES: Readonly<Record<ShownFixResult['kind'], number>> = {
  verified: EXIT.inSync,
  proposed: EXIT.inSync,
  patch: EXIT.inSync,
  refused: EXIT.refused,
  not_confirmed: EXIT.refused,
  not_verified: EXIT.drift,
  unverified: EXIT.unknown,
};

export const fixExitCode = ({ kind }: ShownFixResult): number => CODES[kind];

export function fixResultJson({ source, stack, kind, result }: FixOutcome): unknown {
  const base = { ...(source === undefined ? {} : { source }), stack, kind, result: result.kind };
  switch (result.kind) {
    case 'verified':
      return { ...base, run: result.run, resources_read: result.report.resources_read };
    case 'proposed':
      return {
        ...base,
        run: result.run,
        branch: result.branch,
        commit: result.commit,
        pushed_to: result.pushedTo,
        push_problem: result.pushProblem,
        proof: proofJson(result.proof),
        origins: result.origins,
      };
    case 'patch':
      return { ...base, patch: result.patch, proof: proofJson(result.proof), origins: result.origins };
    case 'refused':
      return { ...base, refusals: result.refusals };
    case 'not_confirmed':
      return { ...base, why: result.why };
    case 'not_verified':
      return { ...base, run: result.run, detail: result.detail, seen: result.seen };
    case 'unverified':
      return { ...base, run: result.run, detail: result.detail };
  }
}

const proofJson = (proof: Extract<FixResult, { kind: 'patch' }>['proof'] | null): unknown =>
  proof === null ? null : { engine: proof.engine, resources_read: proof.resourcesRead, left: proof.left };

/** An act that cannot be vouched for is worse than one that did not help, and that than one that never was. */
const WORST_FIRST = [EXIT.error, EXIT.unknown, EXIT.drift, EXIT.refused, EXIT.inSync];

export const worstCode = (codes: readonly number[]): number =>
  WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.inSync;
