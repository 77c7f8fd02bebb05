import type { FastComparison } from '#ports/fast-check.ts';
import type { KedgeContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { visible } from '#domain/drift/text/visible-text.ts';
import { findScanStacks } from '../run-scan.ts';
import type { FastVerifyFlags } from './fast.ts';

type Verified = { readonly id: string } & (
  | { readonly comparison: FastComparison }
  | { readonly problem: string }
);

export async function fastVerifyAction(
  context: KedgeContext,
  flags: FastVerifyFlags,
  ...paths: string[]
): Promise<void> {
  const prepared = await findScanStacks(context, {
    paths: paths.length > 0 ? paths : ['.'],
    overrides: {},
    concurrency: null,
    quiet: true,
    verbose: flags.verbose,
  });
  if ('problem' in prepared) {
    context.process.stderr.write(`${prepared.problem}\n`);
    context.process.exitCode = EXIT.error;
    return;
  }
  const results: Verified[] = [];
  for (const { id, stack } of prepared.found.stacks) {
    if (context.signal.aborted) break;
    const phase = (text: string): unknown => context.process.stderr.write(`${visible(id)}: ${text}\n`);
    if (!flags.json) phase('planning both ways');
    const verified = await prepared.kedge.fast.verify(stack, () => {}, context.signal);
    results.push({ id, ...verified });
  }
  const text = flags.json ? `${JSON.stringify(results, null, 2)}\n` : results.map(verifiedText).join('');
  context.process.stdout.write(text);
  if (context.signal.aborted) context.process.exitCode = EXIT.interrupted;
  else if (results.some((result) => !isSame(result))) context.process.exitCode = EXIT.error;
}

const isSame = (result: Verified): boolean =>
  'comparison' in result && result.comparison.parts.every(({ same }) => same);

function verifiedText(result: Verified): string {
  if ('problem' in result) return `${visible(result.problem)}\n`;
  const { parts, bareMs, fastMs, keptIn } = result.comparison;
  const lines = parts.map(({ what, same }) => `  ${same ? 'same   ' : 'DIFFERS'}  ${what}`);
  const speed = `  bare ${seconds(bareMs)}, fast ${seconds(fastMs)}: ${(bareMs / fastMs).toFixed(1)} times sooner`;
  const kept = keptIn === null ? [] : [`  both answers, which hold secrets, are in ${visible(keptIn)}`];
  return `${[visible(result.id), ...lines, speed, ...kept].join('\n')}\n`;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
